using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

internal sealed partial class ImportService
{
    /// <summary>Starts what the check announced; it goes on in the background.</summary>
    public async Task<Result<ImportView>> RunAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using (var db = await dbs.CreateDbContextAsync(ct))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var found = await OpenAsync(db, actor, id, ct);
            if (found.Error is { } refusal) return refusal;
            var job = found.Value;
            if (job.State != ImportState.Checked) return ImportErrors.Unchecked;
            if (job.Creates + job.Updates == 0) return ImportErrors.NothingToDo;
            (job.State, job.LeasedBy, job.LeasedUntil) = (ImportState.Running, null, null);
            audit.Add(db, actor, AuditActions.ImportStarted, ImportRun.TargetOf(job));
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        signal.Raise();
        return await ToldAsync(actor, id, ct);
    }

    /// <summary>Between two batches: what is done stays done. A check that is cancelled can be made again.</summary>
    public async Task<Result<ImportView>> CancelAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using (var db = await dbs.CreateDbContextAsync(ct))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            if (await queries.FindAsync(db, actor, id, ct) is not { } seen) return ImportErrors.NotFound;
            if (await rights.RefusalAsync(db, actor, seen.Mode, seen.EnvironmentId, ct) is { } refusal) return refusal;
            // Read only after writing it: a batch under way has held the row until its end.
            if (await db.Imports.Where(i => i.Id == id && i.FinishedAt == null).ExecuteUpdateAsync(s => s.SetProperty(i => i.LeasedBy, (Guid?)null), ct) == 0) return ImportErrors.NotRunning;
            var job = await db.Imports.SingleAsync(i => i.Id == id, ct);
            if (job.State == ImportState.Checking) (job.State, job.LeasedUntil) = (ImportState.Uploaded, null);
            else run.End(db, job, ImportState.Cancelled);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return await ToldAsync(actor, id, ct);
    }

    /// <summary>Makes a new import of the rows that failed.</summary>
    public async Task<Result<ImportView>> RetryFailedAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await queries.FindAsync(db, actor, id, ct) is not { } job) return ImportErrors.NotFound;
        if (job.ErasedAt is not null) return ImportErrors.Erased;
        if (job.FinishedAt is null || job.UndoOf is not null || job.Failed == 0) return ImportErrors.NothingFailed;
        await using var rest = errorFile.Read(job, ct);
        var taken = await intake.TakeAsync(actor, new ImportStart(job.Mode, job.EnvironmentId, job.ApplicationId, job.FileName), rest, ct);
        if (taken.Error is { } refusal) return refusal;
        await db.Imports.Where(i => i.Id == taken.Value).ExecuteUpdateAsync(s => s.SetProperty(i => i.Choices, job.Choices), ct);
        return await ToldAsync(actor, taken.Value, ct);
    }

    public async Task<Result<ImportUndoPreview>> PreviewUndoAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var found = await UndoableAsync(actor, id, ct);
        return found.Error is { } refusal ? refusal : await undo.PreviewAsync(actor, found.Value, ct);
    }

    /// <summary>Deletes the people the import made, but those used since.</summary>
    public async Task<Result<ImportView>> UndoAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var found = await UndoableAsync(actor, id, ct);
        if (found.Error is { } refusal) return refusal;
        var job = found.Value;
        var taken = new ImportJob
        {
            AccountId = actor.AccountId, ActorKind = actor.Kind, ActorId = actor.Id, ActorName = actor.Name, ActorIp = actor.Ip, Mode = job.Mode, EnvironmentId = job.EnvironmentId,
            ApplicationId = job.ApplicationId, FileName = job.FileName, ReceivedAt = clock.GetUtcNow(), State = ImportState.Running, Rows = job.Made, CreatedAt = clock.GetUtcNow(), UndoOf = id,
        };
        await using (var db = await dbs.CreateDbContextAsync(ct))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            // Two people press Undo at once: writing the import's row makes the second wait, and see the first.
            await db.Imports.Where(i => i.Id == id).ExecuteUpdateAsync(s => s.SetProperty(i => i.LeasedBy, (Guid?)null), ct);
            if (await db.Imports.AnyAsync(i => i.UndoOf == id, ct)) return ImportErrors.UndoneAlready;
            db.Imports.Add(taken);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        signal.Raise();
        return await ToldAsync(actor, taken.Id, ct);
    }

    private async Task<Result<ImportJob>> UndoableAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await queries.FindAsync(db, actor, id, ct) is not { } job) return ImportErrors.NotFound;
        if (await rights.RefusalAsync(db, actor, job.Mode, job.EnvironmentId, ct) is { } refusal) return refusal;
        if (job.UndoOf is not null || job.Made == 0 || job.FinishedAt is null || job.FinishedAt <= clock.GetUtcNow() - ImportUndo.Within) return ImportErrors.CannotUndo;
        return await db.Imports.AnyAsync(i => i.UndoOf == id, ct) ? ImportErrors.UndoneAlready : job;
    }
}
