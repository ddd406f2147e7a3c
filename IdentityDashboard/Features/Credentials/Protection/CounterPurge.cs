using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Protection;

/// <summary>Takes counters away that count for nothing any more: strangers can begin as many as they like.</summary>
internal sealed class CounterPurge(IDbContextFactory<DashboardDbContext> dbs, TimeProvider clock, ILogger<CounterPurge> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(30);

    /// <returns>How many went.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var over = clock.GetUtcNow() - AttemptLimit.LongestWindow;
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.SignInCounters.Where(c => c.Since <= over).ExecuteDeleteAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await TryAsync(stoppingToken);
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
            await RunAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "Old sign-in counters can't be cleared. The next try is in half an hour.");
        }
    }
}
