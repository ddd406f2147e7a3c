namespace IdentityDashboard.Features.Identities;

/// <summary>Looks every hour for people to erase for good.</summary>
internal sealed class PurgeJob(IdentityPurge purge, TimeProvider clock, ILogger<PurgeJob> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                await TryAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops.
        }
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            var erased = await purge.RunAsync(ct);
            if (erased > 0) log.LogInformation("{Count} people deleted more than {Days} days ago are erased.", erased, IdentityRestore.Kept.Days);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "People deleted long ago can't be erased. The next try is in an hour.");
        }
    }
}
