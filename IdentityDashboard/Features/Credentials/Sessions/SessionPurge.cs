using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>Forgets what nobody can use any more: sessions long over and links past their time.</summary>
internal sealed class SessionPurge(IDbContextFactory<DashboardDbContext> dbs, TimeProvider clock)
{
    /// <summary>Longer than any session lives, so that a browser that comes late is still told why it was signed out.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(60);

    public async Task RunAsync(CancellationToken ct)
    {
        var old = clock.GetUtcNow() - Kept;
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.UserSessions.Where(s => s.LastSeenAt < old).ExecuteDeleteAsync(ct);
        await db.RecoveryLinks.Where(l => l.ExpiresAt < old).ExecuteDeleteAsync(ct);
        await db.EmailVerifications.Where(v => v.ExpiresAt < old).ExecuteDeleteAsync(ct);
    }
}

/// <summary>Does so every hour.</summary>
internal sealed class SessionPurgeJob(SessionPurge purge, TimeProvider clock, ILogger<SessionPurgeJob> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

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
            await purge.RunAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "Sessions long over can't be forgotten. The next try is in an hour.");
        }
    }
}
