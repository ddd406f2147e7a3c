namespace IdentityDashboard.Ui;

/// <summary>Runs the last of several calls, once none has come for a while. A newer call cancels the token of the one before.</summary>
internal sealed class Debounce(TimeProvider clock, TimeSpan pause) : IDisposable
{
    private CancellationTokenSource? current;

    public async Task RunAsync(Func<CancellationToken, Task> action, bool atOnce = false)
    {
        Cancel();
        var mine = current = new CancellationTokenSource();
        var token = mine.Token;
        try
        {
            if (!atOnce) await Task.Delay(pause, clock, token);
            await action(token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // A newer call took over.
        }
    }

    public void Cancel()
    {
        current?.Cancel();
        current?.Dispose();
        current = null;
    }

    public void Dispose() => Cancel();
}
