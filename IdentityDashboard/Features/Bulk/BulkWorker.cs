using IdentityDashboard.Data;
using IdentityDashboard.Platform.Jobs;

namespace IdentityDashboard.Features.Bulk;

/// <summary>Does the jobs of all accounts, two at a time in each process.</summary>
internal sealed class BulkWorker(BulkRunner runner, JobSignal signal, TimeProvider clock, ILogger<BulkWorker> log) : JobWorker(signal, clock, log)
{
    protected override Task<JobLease?> ClaimAsync(CancellationToken ct) => runner.ClaimAsync(ct);

    protected override Task<bool> StepAsync(JobLease lease, CancellationToken ct) => runner.StepAsync(lease, ct);

    protected override Task GiveUpStepAsync(JobLease lease, CancellationToken ct) => runner.SkipStepAsync(lease, ct);

    protected override Task ReleaseAsync(JobLease lease) => runner.ReleaseAsync(lease);

    protected override bool IsOutage(Exception e) => DatabaseOutage.Is(e);
}
