using System.Collections.Concurrent;
using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Checks, runs and undoes imports step by step, each step under a lease.</summary>
internal sealed class ImportRunner(IDbContextFactory<DashboardDbContext> dbs, ImportCheck check, ImportRun run, ImportUndo undo, JobNews news, TimeProvider clock)
{
    private const int Candidates = 8;
    private static readonly ChangeTopic[] Changed = [ChangeTopic.Identities, ChangeTopic.Invitations, ChangeTopic.Groups, ChangeTopic.Access];
    private readonly ConcurrentDictionary<Guid, ImportSession> _sessions = new();

    /// <summary>The oldest import nobody works on, or null.</summary>
    public async Task<JobLease?> ClaimAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var open = await db.Imports.Where(i => (i.State == ImportState.Checking || i.State == ImportState.Running) && (i.LeasedUntil == null || i.LeasedUntil < now))
            .OrderBy(i => i.CreatedAt).Select(i => i.Id).Take(Candidates).ToListAsync(ct);
        foreach (var id in open)
        {
            var (holder, until) = (Guid.NewGuid(), now + JobWorker.Lease);
            var mine = await db.Imports
                .Where(i => i.Id == id && (i.State == ImportState.Checking || i.State == ImportState.Running) && (i.LeasedUntil == null || i.LeasedUntil < now))
                .ExecuteUpdateAsync(s => s.SetProperty(i => i.LeasedBy, holder).SetProperty(i => i.LeasedUntil, until), ct);
            if (mine == 1) return new JobLease(id, holder);
        }

        return null;
    }

    /// <returns>False when the import is at its end, cancelled, or held by somebody else.</returns>
    public async Task<bool> StepAsync(JobLease lease, CancellationToken ct)
    {
        if (await HeldAsync(lease, ct) is not { } job) return await LeaveAsync(lease);
        try
        {
            var more = job switch
            {
                { UndoOf: not null } => await undo.StepAsync(job, lease, ct),
                { State: ImportState.Checking } => await check.StepAsync(job, lease, await SessionAsync(lease, job, check.OpenAsync, ct), ct),
                _ => await run.StepAsync(job, lease, await SessionAsync(lease, job, run.OpenAsync, ct), ct),
            };
            news.Tell(job.AccountId, job.Id, Changed, changed: job.State == ImportState.Running, atOnce: !more);
            if (!more) await LeaveAsync(lease);
            // What runs by itself once it is checked stays in the same hands, and begins the file again.
            return more || job is { State: ImportState.Checking, RunsWhenChecked: true };
        }
        catch
        {
            // Whatever was read is read again.
            await LeaveAsync(lease);
            throw;
        }
    }

    /// <summary>A step failed again and again.</summary>
    public async Task SkipStepAsync(JobLease lease, CancellationToken ct)
    {
        if (await HeldAsync(lease, ct) is not { } job) return;
        if (job is { UndoOf: null, State: ImportState.Running }) await run.GiveUpAsync(lease, await SessionAsync(lease, job, run.OpenAsync, ct), ct);
        else await StopAsync(lease, job, ct);
        news.Tell(job.AccountId, job.Id, Changed, changed: true, atOnce: true);
    }

    public async Task ReleaseAsync(JobLease lease)
    {
        await LeaveAsync(lease);
        await using var db = await dbs.CreateDbContextAsync();
        await db.Imports.Where(i => i.Id == lease.JobId && i.LeasedBy == lease.Holder).ExecuteUpdateAsync(s => s.SetProperty(i => i.LeasedUntil, (DateTimeOffset?)null));
    }

    /// <summary>The import, if it is still ours; writing its row first makes a cancel wait for the step, and a step for a cancel.</summary>
    public static async Task<ImportJob?> HoldAsync(DashboardDbContext db, JobLease lease, ImportState state, TimeProvider clock, CancellationToken ct)
    {
        var until = clock.GetUtcNow() + JobWorker.Lease;
        var mine = await db.Imports.Where(i => i.Id == lease.JobId && i.LeasedBy == lease.Holder && i.State == state).ExecuteUpdateAsync(s => s.SetProperty(i => i.LeasedUntil, until), ct);
        return mine == 1 ? await db.Imports.SingleAsync(i => i.Id == lease.JobId, ct) : null;
    }

    private async Task<ImportJob?> HeldAsync(JobLease lease, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Imports.AsNoTracking().FirstOrDefaultAsync(i => i.Id == lease.JobId && i.LeasedBy == lease.Holder && (i.State == ImportState.Checking || i.State == ImportState.Running), ct);
    }

    private async Task<ImportSession> SessionAsync(JobLease lease, ImportJob job, Func<ImportJob, ImportLease, CancellationToken, Task<ImportSession>> open, CancellationToken ct)
    {
        if (_sessions.TryGetValue(lease.Holder, out var session)) return session;
        return _sessions[lease.Holder] = await open(job, new ImportLease(dbs, lease, clock), ct);
    }

    private async Task StopAsync(JobLease lease, ImportJob job, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var state = job.State == ImportState.Checking ? ImportState.Uploaded : ImportState.Cancelled;
        await db.Imports.Where(i => i.Id == lease.JobId && i.LeasedBy == lease.Holder)
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.State, state).SetProperty(i => i.Failure, BatchWords.Failed).SetProperty(i => i.LeasedBy, (Guid?)null), ct);
    }

    private async Task<bool> LeaveAsync(JobLease lease)
    {
        if (_sessions.TryRemove(lease.Holder, out var session)) await session.DisposeAsync();
        return false;
    }
}

internal sealed class ImportSignal : JobSignal;

/// <summary>Does the imports of all accounts, two at a time in each process.</summary>
internal sealed class ImportWorker(ImportRunner runner, ImportSignal signal, TimeProvider clock, ILogger<ImportWorker> log) : JobWorker(signal, clock, log)
{
    protected override Task<JobLease?> ClaimAsync(CancellationToken ct) => runner.ClaimAsync(ct);

    protected override Task<bool> StepAsync(JobLease lease, CancellationToken ct) => runner.StepAsync(lease, ct);

    protected override Task GiveUpStepAsync(JobLease lease, CancellationToken ct) => runner.SkipStepAsync(lease, ct);

    protected override Task ReleaseAsync(JobLease lease) => runner.ReleaseAsync(lease);

    protected override bool IsOutage(Exception e) => DatabaseOutage.Is(e);
}
