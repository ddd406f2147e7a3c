using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Import;

/// <summary>Takes files of people, says what they would come to, and starts what brings them in.</summary>
internal sealed class ImportService
{
    /// <summary>Keeps the file, however long, and reads its beginning.</summary>
    public Task<Result<ImportView>> UploadAsync(Actor actor, ImportStart start, Stream file, CancellationToken ct) => throw new NotSupportedException();

    public Task<Result<ImportView>> GetAsync(Actor actor, Guid id, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>The newest first.</summary>
    /// <param name="environmentId">Only those of this environment; null for all the actor may see.</param>
    /// <param name="before">The last of the page before.</param>
    public Task<IReadOnlyList<ImportView>> ListAsync(Actor actor, Guid? environmentId, Guid? before, int take, CancellationToken ct) => throw new NotSupportedException();

    public Task<Result<ImportView>> ReadAgainAsync(Actor actor, Guid id, ReadingChoices choices, CancellationToken ct) => throw new NotSupportedException();

    public Task<Result<ImportView>> MapAsync(Actor actor, Guid id, IReadOnlyList<ColumnTarget> targets, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Starts the check; it goes on in the background.</summary>
    public Task<Result<ImportView>> CheckAsync(Actor actor, Guid id, ImportChoices choices, CancellationToken ct) => throw new NotSupportedException();

    public Task<IReadOnlyList<ImportProblemGroup>> GroupsAsync(Actor actor, Guid id, CancellationToken ct) => throw new NotSupportedException();

    /// <param name="sentence">Only rows with this problem.</param>
    public Task<IReadOnlyList<ImportProblemRow>> ProblemsAsync(Actor actor, Guid id, string? sentence, long afterLine, int take, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Changes cells of one row and judges it anew (U57).</summary>
    public Task<Result<ImportProblemRow>> FixAsync(Actor actor, Guid id, long line, IReadOnlyDictionary<ColumnTarget, string> cells, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Changes a value wherever a column has it, and checks again in the background.</summary>
    public Task<Result<ImportView>> FixAlikeAsync(Actor actor, Guid id, ColumnTarget target, string from, string to, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Starts what the check announced; it goes on in the background.</summary>
    public Task<Result<ImportView>> RunAsync(Actor actor, Guid id, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Between two batches: what is done stays done.</summary>
    public Task<Result<ImportView>> CancelAsync(Actor actor, Guid id, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Makes a new import of the rows that failed.</summary>
    public Task<Result<ImportView>> RetryFailedAsync(Actor actor, Guid id, CancellationToken ct) => throw new NotSupportedException();

    public Task<Result<ImportUndoPreview>> PreviewUndoAsync(Actor actor, Guid id, CancellationToken ct) => throw new NotSupportedException();

    /// <summary>Deletes the people the import made, but those used since.</summary>
    public Task<Result<ImportView>> UndoAsync(Actor actor, Guid id, CancellationToken ct) => throw new NotSupportedException();
}
