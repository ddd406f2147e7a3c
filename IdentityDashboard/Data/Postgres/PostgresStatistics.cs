using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data.Postgres;

/// <summary>
/// Has tables that have grown by half looked at again while many rows are copied. The server does so by itself once a
/// minute; until then it takes a table for as small as it was and reads all of it where an index would find three rows.
/// </summary>
internal sealed class PostgresStatistics(IDbContextFactory<DashboardDbContext> dbs, PostgresRowWriter writer, ILogger<PostgresStatistics> log) : BackgroundService
{
    private const string AnalyzeGrown =
        """
        DO $$ DECLARE grown record;
        BEGIN
            FOR grown IN SELECT schemaname, relname FROM pg_stat_user_tables
                WHERE schemaname = current_schema() AND n_mod_since_analyze > 1000 AND n_mod_since_analyze > n_live_tup / 3
            LOOP
                EXECUTE format('ANALYZE (SKIP_LOCKED) %I.%I', grown.schemaname, grown.relname);
            END LOOP;
        END $$
        """;

    /// <summary>After the last rows: a connection tells what it did ten seconds later at the latest.</summary>
    private const int LooksAfter = 15;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private long _seen;
    private int _left;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (writer.Copied != _seen) _left = LooksAfter;
                _seen = writer.Copied;
                if (_left > 0) await TryAsync(stoppingToken);
                _left = Math.Max(0, _left - 1);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops; the server looks at what is left.
        }
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await using var db = await dbs.CreateDbContextAsync(ct);
            await db.Database.ExecuteSqlRawAsync(AnalyzeGrown, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "The tables' statistics couldn't be taken now; the next look is in a second.");
        }
    }
}
