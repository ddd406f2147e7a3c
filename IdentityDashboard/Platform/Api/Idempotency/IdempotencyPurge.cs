namespace IdentityDashboard.Platform.Api.Idempotency;

/// <summary>Forgets, once an hour, calls that can't be replayed any more.</summary>
internal sealed class IdempotencyPurge(IIdempotencyStore store, TimeProvider clock, ILogger<IdempotencyPurge> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await ForgetAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The app stops.
        }
    }

    private async Task ForgetAsync(CancellationToken ct)
    {
        try
        {
            await store.ForgetBeforeAsync(clock.GetUtcNow() - IdempotencyKeys.Kept, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "Old idempotency keys can't be removed. The next try is in an hour.");
        }
    }
}
