namespace IdentityDashboard.Platform;

/// <summary>
/// Lets an open page read again when something it shows has changed: one run for a burst of signals, and one more
/// when a signal comes while it reads. Dispose it with the page.
/// </summary>
/// <param name="dispatch">Hands over to the page's circuit: the component's <c>InvokeAsync</c>.</param>
/// <param name="reload">Reads and renders. It answers for its own failures.</param>
internal sealed class LiveReload : IDisposable
{
    private readonly Func<Func<Task>, Task> _dispatch;
    private readonly Func<Task> _reload;
    private readonly ChangeTopic[] _topics;
    private readonly IDisposable _subscription;
    private int _signals;
    private volatile bool _ended;

    public LiveReload(ChangeFeed feed, Guid accountId, ChangeTopic[] topics, Func<Func<Task>, Task> dispatch, Func<Task> reload)
    {
        (_dispatch, _reload, _topics) = (dispatch, reload, topics);
        _subscription = feed.Subscribe(accountId, HearAsync);
    }

    public void Dispose()
    {
        _ended = true;
        _subscription.Dispose();
    }

    private Task HearAsync(ChangeTopic topic)
    {
        if (_ended || !_topics.Contains(topic) || Interlocked.Increment(ref _signals) > 1) return Task.CompletedTask;
        return _dispatch(RunAsync);
    }

    private async Task RunAsync()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _signals);
            if (!_ended) await _reload();
        }
        while (Interlocked.CompareExchange(ref _signals, 0, seen) != seen);
    }
}
