using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Takes files of people, says what they would come to, and starts what brings them in.</summary>
internal sealed partial class ImportService(
    IDbContextFactory<DashboardDbContext> dbs, ImportRights rights, ImportQueries queries, ImportIntake intake, RowJudge judge, ImportErrorFile errorFile, ImportRun run,
    ImportUndo undo, ImportSecrets secrets, ImportSignal signal, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private static readonly string[] ChooseColumn = ["Choose the column that holds it."];

    /// <summary>Keeps the file, however long, and reads its beginning.</summary>
    public async Task<Result<ImportView>> UploadAsync(Actor actor, ImportStart start, Stream file, CancellationToken ct)
    {
        var taken = await intake.TakeAsync(actor, start, file, ct);
        return taken.Error is { } refusal ? refusal : await ToldAsync(actor, taken.Value, ct);
    }

    public Task<Result<ImportView>> GetAsync(Actor actor, Guid id, CancellationToken ct) => queries.GetAsync(actor, id, ct);

    /// <summary>The newest first.</summary>
    /// <param name="environmentId">Only those of this environment; null for all the actor may see.</param>
    /// <param name="before">The last of the page before.</param>
    public Task<IReadOnlyList<ImportView>> ListAsync(Actor actor, Guid? environmentId, Guid? before, int take, CancellationToken ct) => queries.ListAsync(actor, environmentId, before, take, ct);

    public Task<IReadOnlyList<ImportProblemGroup>> GroupsAsync(Actor actor, Guid id, CancellationToken ct) => queries.GroupsAsync(actor, id, ct);

    /// <param name="sentence">Only rows with this problem.</param>
    public Task<IReadOnlyList<ImportProblemRow>> ProblemsAsync(Actor actor, Guid id, string? sentence, long afterLine, int take, CancellationToken ct) =>
        queries.ProblemsAsync(actor, id, sentence, afterLine, take, ct);

    /// <summary>What became of rows, in the order of the file.</summary>
    public Task<IReadOnlyList<WrittenRow>> RowsAsync(Actor actor, Guid id, ImportOutcome? outcome, long afterLine, int take, CancellationToken ct) =>
        queries.RowsAsync(actor, id, outcome, afterLine, take, ct);

    /// <summary>Why the actor may not import into the environment; null when they may.</summary>
    public async Task<Error?> RefusalAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await rights.RefusalAsync(db, actor, ImportMode.Create, environmentId, ct);
    }

    /// <summary>Forgets a file that was never begun.</summary>
    public async Task DiscardAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.Imports.Where(i => i.Id == id && i.AccountId == actor.AccountId && i.ActorId == actor.Id && i.State == ImportState.Uploaded).ExecuteDeleteAsync(ct);
    }

    public Task<Result<ImportView>> ReadAgainAsync(Actor actor, Guid id, ReadingChoices choices, CancellationToken ct) => ChangeAsync(actor, id, async (db, job) =>
    {
        job.ReadingChoices = JsonSerializer.Serialize(choices);
        await intake.InspectAsync(db, job, ct);
        await ForgetAsync(db, id, ct);
        return null;
    }, ct);

    public Task<Result<ImportView>> MapAsync(Actor actor, Guid id, IReadOnlyList<ColumnTarget> targets, CancellationToken ct) => ChangeAsync(actor, id, async (db, job) =>
    {
        var columns = secrets.Head(job.Head).Columns;
        if (targets.Count != columns.Count) return ImportErrors.WrongColumns;
        if (targets.Where(t => t.Field != ImportField.None).GroupBy(t => t).Any(g => g.Count() > 1)) return ImportErrors.DoubledField;
        job.Mapping = TargetText.WriteAll(targets);
        job.MappingOrigin = MappingOrigin.Chosen;
        await intake.RememberAsync(db, job, columns, ct);
        return null;
    }, ct);

    /// <summary>Starts the check; it goes on in the background.</summary>
    public Task<Result<ImportView>> CheckAsync(Actor actor, Guid id, ImportChoices choices, CancellationToken ct) => CheckAsync(actor, id, choices, andRun: false, ct);

    /// <param name="andRun">Once checked it runs without being asked, for programs.</param>
    public async Task<Result<ImportView>> CheckAsync(Actor actor, Guid id, ImportChoices choices, bool andRun, CancellationToken ct)
    {
        var started = await ChangeAsync(actor, id, (_, job) =>
        {
            var missing = new ColumnMapping(TargetText.ReadAll(job.Mapping)).Missing(job.Mode != ImportMode.Invite);
            if (job.Problem is not null) return Task.FromResult<Error?>(ImportErrors.Unreadable);
            if (missing.Count > 0) return Task.FromResult<Error?>(ImportErrors.Unmapped with { Fields = missing.ToDictionary(ImportFields.Key, _ => ChooseColumn, StringComparer.Ordinal) });
            job.Choices = JsonSerializer.Serialize(choices);
            (job.State, job.RunsWhenChecked) = (ImportState.Checking, andRun);
            (job.Rows, job.Creates, job.Updates, job.Unchanged, job.Conflicts, job.Errors, job.Warnings) = (0, 0, 0, 0, 0, 0, 0);
            (job.PasswordRows, job.HashingSeconds, job.Groups, job.LeasedBy, job.LeasedUntil, job.Failure) = (0, null, "[]", null, null, null);
            return Task.FromResult<Error?>(null);
        }, ct);
        signal.Raise();
        return started;
    }

    /// <summary>Changes a file nobody works on; it has to be checked again then.</summary>
    private async Task<Result<ImportView>> ChangeAsync(Actor actor, Guid id, Func<DashboardDbContext, ImportJob, Task<Error?>> change, CancellationToken ct)
    {
        await using (var db = await dbs.CreateDbContextAsync(ct))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var found = await OpenAsync(db, actor, id, ct);
            if (found.Error is { } refusal) return refusal;
            var job = found.Value;
            job.State = ImportState.Uploaded;
            if (await change(db, job) is { } refused) return refused;
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return await ToldAsync(actor, id, ct);
    }

    /// <summary>An import the actor may still change, held until the transaction ends.</summary>
    private async Task<Result<ImportJob>> OpenAsync(DashboardDbContext db, Actor actor, Guid id, CancellationToken ct)
    {
        if (await queries.FindAsync(db, actor, id, ct) is not { } seen) return ImportErrors.NotFound;
        if (await rights.RefusalAsync(db, actor, seen.Mode, seen.EnvironmentId, ct) is { } refusal) return refusal;
        // Writing the row first makes a worker and another administrator wait.
        await db.Imports.Where(i => i.Id == id).ExecuteUpdateAsync(s => s.SetProperty(i => i.Failure, (string?)null), ct);
        var job = await db.Imports.SingleAsync(i => i.Id == id, ct);
        if (job.UndoOf is not null || job.FinishedAt is not null) return ImportErrors.Ended;
        if (job.ErasedAt is not null) return ImportErrors.Erased;
        return job.State is ImportState.Checking or ImportState.Running ? ImportErrors.Busy : job;
    }

    private static async Task ForgetAsync(DashboardDbContext db, Guid id, CancellationToken ct)
    {
        await db.ImportFixes.Where(f => f.ImportId == id).ExecuteDeleteAsync(ct);
        await db.ImportProblems.Where(p => p.ImportId == id).ExecuteDeleteAsync(ct);
    }

    private async Task<Result<ImportView>> ToldAsync(Actor actor, Guid id, CancellationToken ct)
    {
        changes.Publish(actor.AccountId, ChangeTopic.Jobs);
        return await queries.GetAsync(actor, id, ct);
    }
}
