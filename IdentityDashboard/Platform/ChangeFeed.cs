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

    /// <summary>Access flows, and requests that wait or are decided.</summary>
    Requests,

    /// <summary>How far background jobs have come.</summary>
    Jobs,

    /// <summary>API keys, and when they were used.</summary>
    ApiKeys,
}

/// <summary>
/// Tells open pages that something of their account changed: those of this process at once, those of other instances
/// through a relay where the database offers one. Publish after the commit; subscribers re-read through their service,
/// so a missed or doubled signal is harmless.
/// </summary>
public sealed class ChangeFeed
{
    private readonly ConcurrentDictionary<long, (Guid? AccountId, Func<Guid, ChangeTopic, Task> Listener)> _listeners = new();
    private long _next;
    private volatile Action<Guid, ChangeTopic>? _relay;

    public void Publish(Guid accountId, ChangeTopic topic)
    {
        Deliver(accountId, topic);
        _relay?.Invoke(accountId, topic);
    }

    /// <summary>The listener is called on the publisher's thread: hand over to the circuit at once.</summary>
    public IDisposable Subscribe(Guid accountId, Func<ChangeTopic, Task> listener) => Add(accountId, (_, topic) => listener(topic));

    /// <summary>The same for the changes of every account.</summary>
    internal IDisposable SubscribeToAll(Func<Guid, ChangeTopic, Task> listener) => Add(null, listener);

    /// <summary>What is published here is handed to <paramref name="send"/> too, which must neither wait nor throw.</summary>
    internal void RelayTo(Action<Guid, ChangeTopic> send) => _relay = send;

    /// <summary>A change that another instance published.</summary>
    internal void Deliver(Guid accountId, ChangeTopic topic)
    {
        foreach (var (_, (account, listener)) in _listeners)
        {
            if (account is null || account == accountId) Call(listener, accountId, topic);
        }
    }

    /// <summary>For when signals of other instances may have been missed: everybody looks again at everything.</summary>
    internal void DeliverAll()
    {
        foreach (var account in _listeners.Values.Select(l => l.AccountId).OfType<Guid>().Distinct())
        {
            foreach (var topic in Enum.GetValues<ChangeTopic>()) Deliver(account, topic);
        }
    }

    private static void Call(Func<Guid, ChangeTopic, Task> listener, Guid accountId, ChangeTopic topic)
    {
        try
        {
            _ = listener(accountId, topic);
        }
        catch (ObjectDisposedException)
        {
            // Its circuit is ending; the others still want to hear.
        }
    }

    private Subscription Add(Guid? accountId, Func<Guid, ChangeTopic, Task> listener)
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
