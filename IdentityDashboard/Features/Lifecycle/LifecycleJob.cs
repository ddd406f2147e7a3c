namespace IdentityDashboard.Features.Lifecycle;

/// <summary>Does what comes due by itself, each kind at its own pace.</summary>
internal sealed class LifecycleJob(IEnumerable<IDueWork> kinds, TimeProvider clock, ILogger<LifecycleJob> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(kinds.Select(kind => KeepAsync(kind, stoppingToken)));

    private async Task KeepAsync(IDueWork kind, CancellationToken ct)
    {
        // The start of the app waits for nobody's first look.
        await Task.Yield();
        using var timer = new PeriodicTimer(kind.Every, clock);
        try
        {
            do
            {
                await TryAsync(kind, ct);
            }
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The app stops.
        }
    }

    private async Task TryAsync(IDueWork kind, CancellationToken ct)
    {
        try
        {
            var done = await kind.RunAsync(ct);
            if (done > 0) log.LogInformation("{Kind}: {Count} done.", kind.Name, done);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "{Kind} can't be looked through. The next try is in {Seconds} seconds.", kind.Name, kind.Every.TotalSeconds);
        }
    }
}
