using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Takes back what an import made, batch by batch. Who was used since stays, and so does every update.</summary>
internal sealed class ImportUndo(IDbContextFactory<DashboardDbContext> dbs, IdentityStateBatch states, InvitationBatch invitations, AuditLog audit, TimeProvider clock)
{
    public static readonly TimeSpan Within = TimeSpan.FromHours(24);
    private const int MostNamed = 20;

    /// <summary>What it would come to, by the very checks that doing it makes (U61).</summary>
    public async Task<ImportUndoPreview> PreviewAsync(Actor actor, ImportJob job, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var (deleted, skipped, named, updated) = (0, 0, new List<(string, string)>(), 0);
        for (var next = 0; await BatchAsync(db, job.Id, next, ct) is { } batch; next = batch.Number + 1)
        {
            updated += batch.Updated;
            var verdicts = await JudgeAsync(db, actor, job, batch, ct);
            var staying = verdicts.Where(v => !v.IsDone).ToList();
            (deleted, skipped) = (deleted + verdicts.Count - staying.Count, skipped + staying.Count);
            if (named.Count >= MostNamed || staying.Count == 0) continue;
            var names = await NamesAsync(db, actor, job, [.. staying.Select(v => v.Id)], ct);
            named.AddRange(staying.Take(MostNamed - named.Count).Select(v => (names.GetValueOrDefault(v.Id, ""), v.Reason!)));
        }

        return new ImportUndoPreview(deleted, named, skipped, updated);
    }

    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> StepAsync(ImportJob job, JobLease lease, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await ImportRunner.HoldAsync(db, lease, ImportState.Running, clock, ct) is not { } held) return false;
        var batch = await BatchAsync(db, held.UndoOf!.Value, held.Position, ct);
        if (batch is null) End(db, held);
        else await TakeBackAsync(db, held, batch, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return batch is not null;
    }

    private async Task TakeBackAsync(DashboardDbContext db, ImportJob job, ImportBatch batch, CancellationToken ct)
    {
        var actor = ImportOrder.ActorOf(job);
        var verdicts = (await JudgeAsync(db, actor, job, batch, ct)).ToList();
        List<BatchTarget> going = [.. verdicts.Where(v => v.IsDone).Select(v => new BatchTarget(v.Id))];
        var rows = job.Mode == ImportMode.Invite ? await invitations.RevokeAsync(db, actor, going, ct) : await states.ApplyAsync(db, actor, StateChange.Delete, going, expected: null, ct);
        List<BatchRow> staying = [.. verdicts.Where(v => !v.IsDone), .. rows.Where(r => !r.IsDone)];
        var names = await NamesAsync(db, actor, job, [.. staying.Select(v => v.Id)], ct);
        db.ImportBatches.Add(new ImportBatch
        {
            ImportId = job.Id, Number = batch.Number, FirstLine = batch.FirstLine, LastLine = batch.LastLine, Rows = "", Made = [], Done = verdicts.Count - staying.Count, Skipped = staying.Count,
            Failures = JsonSerializer.Serialize(staying.Select(v => new RowFailure(0, names.GetValueOrDefault(v.Id, ""), v.Reason!))), At = clock.GetUtcNow(),
        });
        (job.Position, job.Done, job.Skipped) = (batch.Number + 1, job.Done + verdicts.Count - staying.Count, job.Skipped + staying.Count);
    }

    private void End(DashboardDbContext db, ImportJob job)
    {
        (job.State, job.FinishedAt, job.LeasedBy, job.LeasedUntil) = (ImportState.Finished, clock.GetUtcNow(), null, null);
        audit.Add(db, ImportOrder.ActorOf(job), AuditActions.ImportUndone, ImportRun.TargetOf(job), ImportRun.Told(job));
    }

    private static Task<ImportBatch?> BatchAsync(DashboardDbContext db, Guid importId, int from, CancellationToken ct) =>
        db.ImportBatches.AsNoTracking().Where(b => b.ImportId == importId && b.Number >= from).OrderBy(b => b.Number).FirstOrDefaultAsync(ct);

    private async Task<IReadOnlyList<BatchRow>> JudgeAsync(DashboardDbContext db, Actor actor, ImportJob job, ImportBatch batch, CancellationToken ct)
    {
        var ids = ImportIds.Read(batch.Made);
        if (ids.Count == 0) return [];
        List<BatchTarget> targets = [.. ids.Select(id => new BatchTarget(id))];
        if (job.Mode == ImportMode.Invite) return await invitations.CheckAsync(db, actor, targets, ct);
        var verdicts = await states.CheckAsync(db, actor, StateChange.Delete, targets, expected: null, ct);
        var used = await UsedAsync(db, ids, batch.At, ct);
        return [.. verdicts.Select(v => v.IsDone && used.TryGetValue(v.Id, out var reason) ? v with { Reason = reason } : v)];
    }

    /// <summary>Those who signed in, or about whom something was recorded, since the batch committed; those put into groups.</summary>
    private static async Task<Dictionary<Guid, string>> UsedAsync(DashboardDbContext db, IReadOnlyList<Guid> ids, DateTimeOffset since, CancellationToken ct)
    {
        var used = new Dictionary<Guid, string>();
        foreach (var id in await db.Identities.Where(i => ids.Contains(i.Id) && i.LastSeenAt != Identity.NeverSeen).Select(i => i.Id).ToListAsync(ct)) used[id] = "Signed in since.";
        var acts = await db.AuditEntries.Where(e => ids.Contains(e.TargetId) && e.At > since).Select(e => new { e.TargetId, e.ActorName }).ToListAsync(ct);
        foreach (var act in acts) used.TryAdd(act.TargetId, BatchWords.ChangedSince(act.ActorName));
        var joined = await db.GroupMembers.Where(m => ids.Contains(m.IdentityId) && m.AddedAt > since).Select(m => m.IdentityId).Distinct().ToListAsync(ct);
        foreach (var id in joined) used.TryAdd(id, "Added to a group since.");
        return used;
    }

    private static async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(DashboardDbContext db, Actor actor, ImportJob job, IReadOnlyList<Guid> ids, CancellationToken ct) => job.Mode == ImportMode.Invite
        ? await InvitationBatch.AddressesAsync(db, actor, ids, ct)
        : await db.Identities.Where(i => ids.Contains(i.Id) && i.AccountId == actor.AccountId).ToDictionaryAsync(i => i.Id, i => (i.FirstName + " " + i.LastName).Trim(), ct);
}
