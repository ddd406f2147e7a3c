namespace IdentityDashboard.Platform;

/// <summary>
/// Lets an open page read again when something it shows has changed: at once after the first signal of a burst, then
/// about twice a second while the burst lasts, and once more after its last signal. Dispose it with the page.
/// </summary>
internal sealed class LiveReload : IDisposable
{
    /// <summary>Between the end of one reading and the beginning of the next.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Func<Func<Task>, Task> _dispatch;
    private readonly Func<Task> _reload;
    private readonly ChangeTopic[] _topics;
    private readonly IDisposable _subscription;
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationToken _gone;
    private int _signals;

    /// <param name="dispatch">Hands over to the page's circuit: the component's <c>InvokeAsync</c>.</param>
    /// <param name="reload">Reads and renders. It answers for its own failures.</param>
    public LiveReload(ChangeFeed feed, Guid accountId, ChangeTopic[] topics, Func<Func<Task>, Task> dispatch, Func<Task> reload)
    {
        (_dispatch, _reload, _topics, _gone) = (dispatch, reload, topics, _leaving.Token);
        _subscription = feed.Subscribe(accountId, HearAsync);
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _leaving.Cancel();
        _leaving.Dispose();
    }

    private Task HearAsync(ChangeTopic topic)
    {
        if (_gone.IsCancellationRequested || !_topics.Contains(topic) || Interlocked.Increment(ref _signals) > 1) return Task.CompletedTask;
        return _dispatch(RunAsync);
    }

    private async Task RunAsync()
    {
        while (!_gone.IsCancellationRequested)
        {
            var seen = Volatile.Read(ref _signals);
            try
            {
                await _reload();
            }
            catch
            {
                // A reading that failed must not be the last one: the next signal begins anew.
                Volatile.Write(ref _signals, 0);
                throw;
            }

            await Task.Delay(Pause, _gone).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
            if (Interlocked.CompareExchange(ref _signals, 0, seen) == seen) return;
        }
    }
}
