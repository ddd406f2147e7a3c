using IdentityDashboard.Data;
using IdentityDashboard.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Keeps an import held while something takes longer than a step may: hashing passwords, reading on to where a killed process was.</summary>
internal sealed class ImportLease(IDbContextFactory<DashboardDbContext> dbs, JobLease lease, TimeProvider clock)
{
    private static readonly TimeSpan Every = JobWorker.Lease / 4;
    private long last = clock.GetTimestamp();

    /// <summary>To be called now and then; renews the lease when it is time.</summary>
    public async Task KeepAsync(CancellationToken ct)
    {
        if (clock.GetElapsedTime(last) < Every) return;
        last = clock.GetTimestamp();
        var until = clock.GetUtcNow() + JobWorker.Lease;
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.Imports.Where(i => i.Id == lease.JobId && i.LeasedBy == lease.Holder).ExecuteUpdateAsync(s => s.SetProperty(i => i.LeasedUntil, until), ct);
    }
}
