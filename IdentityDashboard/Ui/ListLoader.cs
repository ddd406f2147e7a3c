using System.Security.Cryptography;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Ui;

/// <summary>
/// What a list shows while it is read again and again: the latest load wins and cancels the one before; what is shown
/// stays for 150 ms, so that a quick answer doesn't flash; a database that fails leaves a reference that the log has too.
/// </summary>
/// <param name="changed">Renders: the component's <c>StateHasChanged</c>.</param>
internal sealed class ListLoader<T>(TimeProvider clock, ILogger log, Action changed) : IDisposable
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);
    private CancellationTokenSource? _current;

    /// <summary>Null while the skeleton belongs on the page, and after a failure.</summary>
    public T? Value { get; private set; }

    /// <summary>Set after a failure: what to look for in the log.</summary>
    public string? Reference { get; private set; }

    /// <param name="load">Runs off the circuit, because SQLite answers synchronously and nothing would render meanwhile.</param>
    /// <param name="quiet">Nobody asked for it (live refresh): what is shown stays, whatever happens.</param>
    /// <returns>Whether <see cref="Value"/> is now what this call loaded.</returns>
    public async Task<bool> RunAsync(Func<CancellationToken, Task<T>> load, bool quiet = false)
    {
        _current?.Cancel();
        var mine = _current = new CancellationTokenSource();
        try
        {
            var loading = Task.Run(() => load(mine.Token), mine.Token);
            if (!quiet) await ShowSkeletonIfSlowAsync(loading, mine);
            var value = await loading;
            if (mine != _current) return false;
            (Value, Reference) = (value, null);
            changed();
            return true;
        }
        catch (OperationCanceledException) when (mine.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            if (!mine.IsCancellationRequested) Fail(e, quiet);
            return false;
        }
    }

    public void Dispose() => _current?.Cancel();

    private async Task ShowSkeletonIfSlowAsync(Task loading, CancellationTokenSource mine)
    {
        if (Value is not null && await Task.WhenAny(loading, Task.Delay(Patience, clock, mine.Token)) == loading) return;
        if (mine != _current || loading.IsCompleted) return;
        (Value, Reference) = (null, null);
        changed();
    }

    private void Fail(Exception e, bool quiet)
    {
        var hex = Convert.ToHexString(RandomNumberGenerator.GetBytes(3));
        var reference = $"{hex[..4]}-{hex[4..]}";
        log.LogError(e, "A list couldn't be loaded. Reference {Reference}", reference);
        if (quiet && Value is not null) return;
        (Value, Reference) = (null, reference);
        changed();
    }
}
