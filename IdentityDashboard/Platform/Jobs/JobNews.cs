using System.Collections.Concurrent;

namespace IdentityDashboard.Platform.Jobs;

/// <summary>Tells open pages how far a job is: progress a few times a second, lists every two seconds, the end at once.</summary>
internal sealed class JobNews(ChangeFeed changes, TimeProvider clock)
{
    private static readonly TimeSpan Progress = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Lists = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Guid, (long Progress, long Lists)> _told = new();

    /// <param name="topics">What the job changes.</param>
    /// <param name="changed">Whether it has changed something of these by now.</param>
    public void Tell(Guid accountId, Guid jobId, IReadOnlyCollection<ChangeTopic> topics, bool changed, bool atOnce)
    {
        var (now, told) = (clock.GetTimestamp(), _told.GetValueOrDefault(jobId));
        var (progress, lists) = (atOnce || Since(told.Progress) >= Progress, atOnce || (changed && Since(told.Lists) >= Lists));
        if (progress) changes.Publish(accountId, ChangeTopic.Jobs);
        foreach (var topic in lists ? topics : []) changes.Publish(accountId, topic);
        if (atOnce) _told.TryRemove(jobId, out _);
        else _told[jobId] = (progress ? now : told.Progress, lists ? now : told.Lists);

        TimeSpan Since(long timestamp) => timestamp == 0 ? TimeSpan.MaxValue : clock.GetElapsedTime(timestamp, now);
    }
}
