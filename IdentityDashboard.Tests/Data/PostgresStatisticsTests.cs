using IdentityDashboard.Data;
using IdentityDashboard.Tests.Features.Import;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Data;

public sealed class PostgresStatisticsTests
{
    private const string LookedAt = "SELECT count(*)::int AS \"Value\" FROM pg_stat_user_tables WHERE relname = 'identities' AND last_analyze IS NOT NULL";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_that_has_grown_is_looked_at_without_waiting_for_the_server_to_do_it()
    {
        Assert.SkipUnless(TestPostgres.IsAvailable, TestPostgres.Missing);
        await using var app = await TestApp.StartAsync(Database.Postgres);
        var account = await app.AccountAsync();

        await app.ImportAsync(account, ImportWorld.Crowd(1_500, "grown.example"));

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (await app.QueryAsync(db => db.Database.SqlQueryRaw<int>(LookedAt).SingleAsync(Ct)) == 0) await Task.Delay(Look, patience.Token);
        Assert.True(await app.QueryAsync(db => db.Database.SqlQueryRaw<int>("SELECT reltuples::int AS \"Value\" FROM pg_class WHERE relname = 'identities'").SingleAsync(Ct)) >= 1_000);
    }
}
