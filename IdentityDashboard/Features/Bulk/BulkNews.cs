using IdentityDashboard.Platform.Jobs;

namespace IdentityDashboard.Features.Bulk;

/// <summary>Tells open pages how far a change to many is.</summary>
internal sealed class BulkNews(JobNews news)
{
    public void Tell(BulkJob job, BulkKind kind, bool atOnce) => news.Tell(job.AccountId, job.Id, kind.Topics, job.State == BulkJobState.Running, atOnce);
}
