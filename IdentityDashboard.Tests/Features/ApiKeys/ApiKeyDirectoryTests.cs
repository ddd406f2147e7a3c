using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.ApiKeys;

public sealed class ApiKeyDirectoryTests
{
    private const string Bootstrap = "bootstrap-key-0123456789-abcdefghij";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S51_A_key_says_who_calls_and_the_one_environment_it_is_of(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var key = await w.KeyAsync(w.Berlin);

        var caller = (await w.CallAsync(key))!;

        Assert.Equal(new Actor(ActorKind.ApiKey, key.Id, "HR sync", w.Account.Id), caller.Actor);
        Assert.Equal((w.Place, w.Account.Production.ApplicationId, w.Berlin), (caller.EnvironmentId, caller.ApplicationId, caller.NodeId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_isnt_a_key_to_the_letter_finds_nobody(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var secret = (await w.KeyAsync()).Secret;

        foreach (var wrong in new[] { "", "idk_", secret[..^1], secret + "a", secret.ToUpperInvariant(), secret[..12], Bootstrap, new string('x', 20_000) })
        {
            Assert.Null(await w.Directory.FindAsync(wrong, null, Ct));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A38_A_key_can_do_what_its_role_can_there_and_below_and_nothing_in_another_environment(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var caller = (await w.CallAsync(await w.KeyAsync()))!.Actor;
        var sights = w.App.Service<SightService>();

        Assert.True(await w.MayAsync(caller, w.Emea));
        Assert.True(await w.MayAsync(caller, w.Berlin));
        foreach (var elsewhere in new[] { w.Root, w.Apac, w.Account.Development.RootNodeId }) Assert.False(await w.MayAsync(caller, elsewhere));
        Assert.False(await w.MayAsync(caller, w.Emea, Permissions.IdentityRead));
        Assert.Equal([w.Emea], (await w.App.QueryAsync(db => sights.InAsync(db, caller, Permissions.AuditRead, w.Place, Ct))).Nodes);
        Assert.False((await w.App.QueryAsync(db => sights.InAsync(db, caller, null, w.Account.Development.EnvironmentId, Ct))).Any);
        Assert.False(await w.App.QueryAsync(db => w.App.Service<AccessService>().IsOwnerAsync(db, caller, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_key_expires_at_the_very_second_everywhere_at_once(Database database)
    {
        var clock = new FakeClock();
        var w = await KeyWorld.MakeAsync(database, clock);
        await using var app = w.App;
        var key = await w.KeyAsync(days: 1);
        var caller = (await w.CallAsync(key))!.Actor;

        clock.Advance(key.ExpiresAt!.Value.AddSeconds(-20) - clock.GetUtcNow());
        Assert.Equal((true, true, true, 1), await LooksAsync());
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal((false, false, false, 0), await LooksAsync());
        Assert.Equal("api_key_ended", (await w.Keys.RevokeAsync(w.Account.Admin, key.Id, Ct)).Error!.Code);

        async Task<(bool Found, bool Allowed, bool Sees, int Held)> LooksAsync() => (
            await w.CallAsync(key) is not null,
            await w.MayAsync(caller, w.Berlin),
            (await app.QueryAsync(db => app.Service<SightService>().InAsync(db, caller, null, w.Place, Ct))).Any,
            (await app.QueryAsync(db => app.Service<AccessService>().HeldAtAsync(db, caller, [w.Berlin], Ct)))[w.Berlin].Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S54_The_bootstrap_key_works_as_Admin_of_Production_and_never_expires(Database database)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Bootstrap:AdminEmail"] = "nora.lindqvist@halden.example", ["Bootstrap:AdminPassword"] = "harbour-lamp-27", ["Bootstrap:ApiKey"] = Bootstrap,
        };
        await using var app = await TestApp.StartAsync(database, settings);

        var caller = (await app.Service<ApiKeyDirectory>().FindAsync(Bootstrap, "10.0.0.7", Ct))!;

        var row = await app.QueryAsync(db => db.ApiKeys.AsNoTracking().SingleAsync(Ct));
        Assert.Equal(("bootst", (DateTimeOffset?)null, ActorKind.System), (row.Prefix, row.ExpiresAt, row.CreatedByKind));
        Assert.Equal("10.0.0.7", caller.Actor.Ip);
        Assert.True(await app.QueryAsync(db => app.Service<AccessService>().AllowsInEnvironmentAsync(db, caller.Actor, Permissions.IdentityManage, caller.EnvironmentId, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Last_use_is_noted_once_a_minute(Database database)
    {
        var clock = new FakeClock();
        var w = await KeyWorld.MakeAsync(database, clock);
        await using var app = w.App;
        var caller = (await w.CallAsync(await w.KeyAsync()))!;
        Assert.Null((await w.RowAsync(caller.Actor.Id)).LastUsedAt);

        await w.Directory.TouchAsync(caller.Actor.Id);
        var first = (await w.RowAsync(caller.Actor.Id)).LastUsedAt;
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.True(w.Directory.TouchAsync(caller.Actor.Id).IsCompleted);
        var second = (await w.RowAsync(caller.Actor.Id)).LastUsedAt;
        clock.Advance(TimeSpan.FromSeconds(40));
        await w.Directory.TouchAsync(caller.Actor.Id);

        Assert.NotNull(first);
        Assert.Equal(first, second);
        Assert.True((await w.RowAsync(caller.Actor.Id)).LastUsedAt > second);
    }
}
