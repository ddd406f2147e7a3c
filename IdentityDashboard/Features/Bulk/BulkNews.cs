using System.Collections.Concurrent;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Bulk;

/// <summary>Tells open pages how far a job is: progress a few times a second, lists every two seconds, the end at once.</summary>
internal sealed class BulkNews(ChangeFeed changes, TimeProvider clock)
{
    private static readonly TimeSpan Progress = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Lists = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Guid, (long Progress, long Lists)> _told = new();

    public void Tell(BulkJob job, BulkKind kind, bool atOnce)
    {
        var (now, told) = (clock.GetTimestamp(), _told.GetValueOrDefault(job.Id));
        var (progress, lists) = (atOnce || Since(told.Progress) >= Progress, atOnce || (job.State == BulkJobState.Running && Since(told.Lists) >= Lists));
        if (progress) changes.Publish(job.AccountId, ChangeTopic.Jobs);
        foreach (var topic in lists ? kind.Topics : []) changes.Publish(job.AccountId, topic);
        if (atOnce) _told.TryRemove(job.Id, out _);
        else _told[job.Id] = (progress ? now : told.Progress, lists ? now : told.Lists);

        TimeSpan Since(long timestamp) => timestamp == 0 ? TimeSpan.MaxValue : clock.GetElapsedTime(timestamp, now);
    }
}
