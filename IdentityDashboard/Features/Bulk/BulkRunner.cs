using System.Diagnostics;
using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Data.Sqlite;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Bulk;

/// <summary>
/// Does a job step by step. A step is one transaction: lease, changes, audit, outcomes and counts commit together, so
/// a kill at any moment loses nothing and doubles nothing. Writing the job's row first makes a cancel wait for the
/// step, and a step for a cancel.
/// </summary>
internal sealed class BulkRunner(IDbContextFactory<DashboardDbContext> dbs, BulkKinds kinds, BulkTargets targets, AuditLog audit, BulkNews news, TimeProvider clock)
{
    public const int BatchSize = 200;
    private const int PrepareSize = 1000;
    private const int Candidates = 8;

    /// <summary>The oldest job nobody works on, or null.</summary>
    public async Task<JobLease?> ClaimAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var open = await db.BulkJobs.Where(j => (j.State == BulkJobState.Preparing || j.State == BulkJobState.Running) && (j.LeasedUntil == null || j.LeasedUntil < now))
            .OrderBy(j => j.CreatedAt).Select(j => j.Id).Take(Candidates).ToListAsync(ct);
        foreach (var id in open)
        {
            var (holder, until) = (Guid.NewGuid(), now + JobWorker.Lease);
            var mine = await db.BulkJobs
                .Where(j => j.Id == id && (j.State == BulkJobState.Preparing || j.State == BulkJobState.Running) && (j.LeasedUntil == null || j.LeasedUntil < now))
                .ExecuteUpdateAsync(s => s.SetProperty(j => j.LeasedBy, holder).SetProperty(j => j.LeasedUntil, until), ct);
            if (mine == 1) return new JobLease(id, holder);
        }

        return null;
    }

    /// <returns>False when the job is at its end, cancelled, or held by somebody else.</returns>
    public async Task<bool> StepAsync(JobLease lease, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        await using var db = await dbs.CreateDbContextAsync(ct);
        BulkJob? job;
        await using (var transaction = await db.Database.BeginTransactionAsync(ct))
        {
            job = await HoldAsync(db, lease, ct);
            if (job is null) return false;
            if (job.State == BulkJobState.Preparing) await PrepareAsync(db, job, ct);
            else await DoAsync(db, job, ct);
            job.LeasedUntil = clock.GetUtcNow() + JobWorker.Lease;
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }

        var more = job.State is BulkJobState.Preparing or BulkJobState.Running;
        news.Tell(job, kinds[job.Kind], atOnce: !more);
        // SQLite lets one write at a time, and who waits looks only now and then: leave them a gap.
        if (more && db is SqliteDashboardDbContext) await Task.Delay(Stopwatch.GetElapsedTime(since) / 5, ct);
        return more;
    }

    /// <summary>Leaves the next batch out, with a reason: it failed again and again.</summary>
    public async Task SkipStepAsync(JobLease lease, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await HoldAsync(db, lease, ct) is not { } job) return;
        var rows = job.State == BulkJobState.Running ? await NextAsync(db, job, ct) : [];
        foreach (var row in rows) (row.Outcome, row.Reason) = (BulkOutcome.Skipped, BatchWords.Failed);
        job.Skipped += rows.Count;
        if (rows.Count < BatchSize) Finish(db, job);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        news.Tell(job, kinds[job.Kind], atOnce: true);
    }

    public async Task ReleaseAsync(JobLease lease)
    {
        await using var db = await dbs.CreateDbContextAsync();
        await db.BulkJobs.Where(j => j.Id == lease.JobId && j.LeasedBy == lease.Holder)
            .ExecuteUpdateAsync(s => s.SetProperty(j => j.LeasedUntil, (DateTimeOffset?)null));
    }

    /// <summary>Does what a job's rows say and writes down what became of each; the caller saves.</summary>
    public async Task ApplyAsync(DashboardDbContext db, BulkJob job, IReadOnlyList<BulkJobRow> rows, CancellationToken ct)
    {
        var waiting = rows.Where(r => r.Outcome == BulkOutcome.Waiting).ToList();
        var origin = job.UndoOf is { } undone ? OriginOf(await db.BulkJobs.AsNoTracking().SingleAsync(j => j.Id == undone, ct)) : null;
        var batch = new BulkBatch(db, ActorOf(job), job.EnvironmentId, BulkParameters.Read(job.Parameters), [.. waiting.Select(r => new BatchTarget(r.TargetId, r.MadeId))], origin);
        var results = waiting.Count == 0 ? [] : await kinds[job.Kind].Apply(batch, ct);
        for (var i = 0; i < waiting.Count; i++)
        {
            (waiting[i].Outcome, waiting[i].Reason) = (results[i].IsDone ? BulkOutcome.Done : BulkOutcome.Skipped, results[i].Reason);
            waiting[i].MadeId = results[i].MadeId ?? waiting[i].MadeId;
        }

        job.Succeeded += rows.Count(r => r.Outcome == BulkOutcome.Done);
        job.Skipped += rows.Count(r => r.Outcome == BulkOutcome.Skipped);
    }

    public void Finish(DashboardDbContext db, BulkJob job)
    {
        (job.State, job.FinishedAt) = (BulkJobState.Finished, clock.GetUtcNow());
        RecordEnd(db, job);
    }

    /// <summary>Undoing is told as an act on the job that was undone.</summary>
    public void RecordEnd(DashboardDbContext db, BulkJob job)
    {
        var (action, target) = job.UndoOf is { } undone ? (AuditActions.BulkUndone, undone) : (AuditActions.BulkFinished, job.Id);
        audit.Add(db, ActorOf(job), action, new AuditTarget(AuditTarget.BulkJob, target, Title(job)),
            new Changes().Set("succeeded", null, job.Succeeded.ToString(CultureInfo.InvariantCulture)).Set("skipped", null, job.Skipped.ToString(CultureInfo.InvariantCulture))
                .Set("not_done", null, job.State == BulkJobState.Cancelled ? (job.Total - job.Succeeded - job.Skipped).ToString(CultureInfo.InvariantCulture) : null));
    }

    public static BulkOrigin OriginOf(BulkJob job) => new(job.ActorId, job.CreatedAt, job.FinishedAt ?? DateTimeOffset.MaxValue);

    public static Actor ActorOf(BulkJob job) => new(job.ActorKind, job.ActorId, job.ActorName, job.AccountId, job.ActorIp);

    /// <summary>An undo is called by what it undoes: "Suspend 1,204 people".</summary>
    public string Title(BulkJob job) => BulkWords.Title(job.UndoOf is null ? job.Kind : kinds.UndoneBy(job.Kind), BulkParameters.Read(job.Parameters), job.Total);

    private async Task<BulkJob?> HoldAsync(DashboardDbContext db, JobLease lease, CancellationToken ct)
    {
        var until = clock.GetUtcNow() + JobWorker.Lease;
        var mine = await db.BulkJobs
            .Where(j => j.Id == lease.JobId && j.LeasedBy == lease.Holder && (j.State == BulkJobState.Preparing || j.State == BulkJobState.Running))
            .ExecuteUpdateAsync(s => s.SetProperty(j => j.LeasedUntil, until), ct);
        return mine == 1 ? await db.BulkJobs.SingleAsync(j => j.Id == lease.JobId, ct) : null;
    }

    private static Task<List<BulkJobRow>> NextAsync(DashboardDbContext db, BulkJob job, CancellationToken ct) =>
        db.BulkJobRows.Where(r => r.JobId == job.Id && r.Outcome == BulkOutcome.Waiting).OrderBy(r => r.Position).Take(BatchSize).ToListAsync(ct);

    private async Task DoAsync(DashboardDbContext db, BulkJob job, CancellationToken ct)
    {
        var rows = await NextAsync(db, job, ct);
        await ApplyAsync(db, job, rows, ct);
        if (rows.Count < BatchSize) Finish(db, job);
    }

    /// <summary>Takes down the next part of whom it is about. Nobody is changed before all are taken down.</summary>
    private async Task PrepareAsync(DashboardDbContext db, BulkJob job, CancellationToken ct)
    {
        var part = job.UndoOf is { } undone ? await BulkTargets.DoneAsync(db, undone, job.PreparedTo, PrepareSize, ct)
            : (await targets.MatchingAsync(ActorOf(job), BulkTargets.Read(job.Selection!), job.PreparedTo, PrepareSize, ct)) is { Succeeded: true } found ? found.Value
            : new TargetPart([], null);
        db.BulkJobRows.AddRange(RowsOf(job, part.Targets));
        job.Total += part.Targets.Count;
        job.PreparedTo = part.Next ?? job.PreparedTo;
        if (part.Next is not null) return;
        job.State = BulkJobState.Running;
        RecordStart(db, job);
    }

    public void RecordStart(DashboardDbContext db, BulkJob job)
    {
        if (job.UndoOf is null) audit.Add(db, ActorOf(job), AuditActions.BulkStarted, new AuditTarget(AuditTarget.BulkJob, job.Id, Title(job)));
    }

    /// <summary>Positions go on from <see cref="BulkJob.Total"/>.</summary>
    public static IEnumerable<BulkJobRow> RowsOf(BulkJob job, IReadOnlyList<NamedTarget> targets)
    {
        var from = job.Total;
        return targets.Select((t, i) => new BulkJobRow
        {
            JobId = job.Id, Position = from + i, TargetId = t.Id, TargetName = t.Name, MadeId = t.MadeId, Reason = t.Reason,
            Outcome = t.Reason is null ? BulkOutcome.Waiting : BulkOutcome.Skipped,
        });
    }
}
