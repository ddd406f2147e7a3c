using System.Collections.Concurrent;

namespace IdentityDashboard.Platform;

/// <summary>What a committed change was about, so that open pages know whether to look again.</summary>
public enum ChangeTopic
{
    Identities,
    Invitations,
    Groups,
    Access,
    Mail,
    Settings,

    /// <summary>How far background jobs have come.</summary>
    Jobs,
}

/// <summary>
/// Tells open pages of this process that something of their account changed. Publish after the commit;
/// subscribers re-read through their service, so a missed or doubled signal is harmless.
/// </summary>
public sealed class ChangeFeed
{
    private readonly ConcurrentDictionary<long, (Guid AccountId, Func<ChangeTopic, Task> Listener)> _listeners = new();
    private long _next;

    public void Publish(Guid accountId, ChangeTopic topic)
    {
        foreach (var (account, listener) in _listeners.Values)
        {
            if (account == accountId) _ = listener(topic);
        }
    }

    /// <summary>The listener is called on the publisher's thread: hand over to the circuit at once.</summary>
    public IDisposable Subscribe(Guid accountId, Func<ChangeTopic, Task> listener)
    {
        var key = Interlocked.Increment(ref _next);
        _listeners[key] = (accountId, listener);
        return new Subscription(() => _listeners.TryRemove(key, out _));
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
