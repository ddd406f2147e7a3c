using System.Security.Cryptography;
using System.Text;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Features.Roles;
using IdentityDashboard.Features.Workspace.Applications;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.ApiKeys;

public sealed class ApiKeyServiceTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A42_A_key_is_shown_once_and_only_its_hash_is_kept(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);

        var made = await w.KeyAsync();

        Assert.Matches("^idk_[A-Za-z0-9_-]{43}$", made.Secret);
        var row = await w.RowAsync(made.Id);
        Assert.Equal((made.Secret[..12], "HR sync", w.Account.Admin.Id, "Nora Lindqvist"), (row.Prefix, row.Name, row.CreatedById, row.CreatedByName));
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(made.Secret)), row.KeyHash);
        Assert.Equal(90, (row.ExpiresAt!.Value - row.CreatedAt).TotalDays);
        var entry = Assert.Single(await w.App.AuditAsync(made.Id));
        Assert.Equal(AuditActions.ApiKeyCreated, entry.Action);
        Assert.DoesNotContain(made.Secret[12..], entry.Changes + entry.SearchText, StringComparison.OrdinalIgnoreCase);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_missing_or_out_of_bounds_is_said_field_by_field(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var place = w.Place;

        var empty = (await w.Keys.CreateAsync(w.Account.Admin, place, new NewApiKey(" ", null, null, 0), Ct)).Error!;

        Assert.Equal(["expires_in_days", "name", "node_id", "role_id"], empty.Fields!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("validation_failed", (await w.Keys.CreateAsync(w.Account.Admin, place, w.Wanted(days: 367), Ct)).Error!.Code);
        Assert.Equal("validation_failed", (await w.Keys.CreateAsync(w.Account.Admin, place, w.Wanted() with { Name = new string('n', 101) }, Ct)).Error!.Code);
        Assert.Equal("validation_failed", (await w.Keys.RollAsync(w.Account.Admin, (await w.KeyAsync()).Id, TimeSpan.FromDays(2), Ct)).Error!.Code);
        Assert.Null((await w.KeyAsync(days: null)).ExpiresAt);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Nobody_makes_or_renews_a_key_that_can_do_more_than_they_can(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var keeper = await w.App.ActorAsync(w.Account, [Permissions.ApiKeyManage]);
        var giver = await w.App.ActorAsync(w.Account, [Permissions.AssignmentManage, Permissions.AuditRead]);
        var equal = await w.App.ActorAsync(w.Account, [Permissions.ApiKeyManage, Permissions.AuditRead]);
        var theirs = await w.KeyAsync();

        Assert.Equal("grant_exceeds_own_rights", (await w.Keys.CreateAsync(keeper, w.Place, w.Wanted(), Ct)).Error!.Code);
        Assert.Equal("grant_exceeds_own_rights", (await w.Keys.RollAsync(keeper, theirs.Id, Hour, Ct)).Error!.Code);
        Assert.Equal("forbidden", (await w.Keys.CreateAsync(giver, w.Place, w.Wanted(), Ct)).Error!.Code);
        Assert.Equal("forbidden", (await w.Keys.RevokeAsync(giver, theirs.Id, Ct)).Error!.Code);
        Assert.False((await w.Queries.ListAsync(giver, w.Place, ended: false, Ct)).Succeeded);
        Assert.True((await w.Keys.CreateAsync(equal, w.Place, w.Wanted(), Ct)).Succeeded);
        Assert.True((await w.Keys.CreateAsync(keeper, w.Place, w.Wanted(role: await w.App.RoleAsync(w.Account, w.Account.Production, [])), Ct)).Succeeded);
        Assert.True((await w.Keys.RevokeAsync(keeper, theirs.Id, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_A_role_that_has_grown_isnt_renewed_by_who_cant_do_as_much(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var keeper = await w.App.ActorAsync(w.Account, [Permissions.ApiKeyManage, Permissions.AuditRead]);
        var key = (await w.Keys.CreateAsync(keeper, w.Place, w.Wanted(), Ct)).Value;
        await w.App.Service<RolePermissionService>().SetAsync(w.Account.Admin, w.Role, await PermissionsAsync(w, Permissions.AuditRead, Permissions.RoleManage), null, Ct);

        Assert.Equal("grant_exceeds_own_rights", (await w.Keys.RollAsync(keeper, key.Id, Hour, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A35_An_administrator_of_a_node_sees_and_manages_the_keys_there_alone(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var lead = await w.ActorAtAsync(w.Emea, Permissions.ApiKeyManage, Permissions.AuditRead);
        var (above, there, beside) = (await w.KeyAsync(w.Root), await w.KeyAsync(w.Berlin), await w.KeyAsync(w.Apac));

        Assert.Equal([there.Id], (await w.Queries.ListAsync(lead, w.Place, ended: true, Ct)).Value.Keys.Select(k => k.Id));
        foreach (var hidden in new[] { above.Id, beside.Id })
        {
            Assert.Equal(404, (await w.Keys.RollAsync(lead, hidden, Hour, Ct)).Error!.Status);
            Assert.Equal(404, (await w.Keys.RenameAsync(lead, hidden, "Mine", Ct)).Error!.Status);
            Assert.Equal(404, (await w.Keys.RevokeAsync(lead, hidden, Ct)).Error!.Status);
        }

        Assert.Equal(403, (await w.Keys.CreateAsync(lead, w.Place, w.Wanted(w.Root), Ct)).Error!.Status);
        Assert.Equal(403, (await w.Keys.CreateAsync(lead, w.Place, w.Wanted(w.Apac), Ct)).Error!.Status);
        Assert.True((await w.Keys.CreateAsync(lead, w.Place, w.Wanted(w.Berlin), Ct)).Succeeded);
        Assert.True((await w.Keys.RollAsync(lead, there.Id, Hour, Ct)).Succeeded);
        Assert.True((await w.Keys.RevokeAsync(lead, there.Id, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Another_accounts_and_another_environments_ids_arent_there(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var stranger = (await w.App.AccountAsync("Other")).Admin;
        var elsewhere = await w.App.ActorAsync(w.Account, [Permissions.ApiKeyManage, Permissions.AuditRead], w.Account.Development);
        var key = await w.KeyAsync();

        Assert.Equal(404, (await w.Keys.CreateAsync(stranger, w.Place, w.Wanted(), Ct)).Error!.Status);
        Assert.Equal(404, (await w.Queries.ListAsync(stranger, w.Place, ended: false, Ct)).Error!.Status);
        Assert.Equal(404, (await w.Keys.RollAsync(stranger, key.Id, Hour, Ct)).Error!.Status);
        Assert.Equal(404, (await w.Keys.RenameAsync(stranger, key.Id, "Mine", Ct)).Error!.Status);
        Assert.Equal(404, (await w.Keys.RevokeAsync(stranger, key.Id, Ct)).Error!.Status);
        Assert.Equal(403, (await w.Keys.RevokeAsync(elsewhere, key.Id, Ct)).Error!.Status);
        Assert.Equal("role_not_found", (await w.Keys.CreateAsync(w.Account.Admin, w.Account.Development.EnvironmentId, w.Wanted(), Ct)).Error!.Code);
        Assert.Equal("node_not_found", (await w.Keys.CreateAsync(w.Account.Admin, w.Place, w.Wanted(w.Account.Development.RootNodeId), Ct)).Error!.Code);
        Assert.NotNull(await w.CallAsync(key));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Keys_make_no_keys(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var key = await w.KeyAsync(w.Root, await w.App.RoleNamedAsync(w.Account.Production, BuiltInRoles.Admin));
        var caller = (await w.CallAsync(key))!.Actor;

        Assert.Equal("forbidden", (await w.Keys.CreateAsync(caller, w.Place, w.Wanted(), Ct)).Error!.Code);
        Assert.Equal("forbidden", (await w.Keys.RollAsync(caller, key.Id, Hour, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rolling_gives_a_new_secret_and_the_old_one_works_for_the_overlap(Database database)
    {
        var clock = new FakeClock();
        var w = await KeyWorld.MakeAsync(database, clock);
        await using var app = w.App;
        var old = await w.KeyAsync(days: 30);

        var made = (await w.Keys.RollAsync(w.Account.Admin, old.Id, TimeSpan.FromDays(1), Ct)).Value;

        Assert.Equal(30, Math.Round((made.ExpiresAt!.Value - clock.GetUtcNow()).TotalDays));
        var (before, after) = (await w.RowAsync(old.Id), await w.RowAsync(made.Id));
        Assert.Equal((before.Name, before.RoleId, before.NodeId, (Guid?)made.Id), (after.Name, after.RoleId, after.NodeId, before.ReplacedById));
        Assert.NotNull(await w.CallAsync(old));
        Assert.NotNull(await w.CallAsync(made));
        Assert.Equal("api_key_rolled", (await w.Keys.RollAsync(w.Account.Admin, old.Id, Hour, Ct)).Error!.Code);
        clock.Advance(before.ExpiresAt!.Value.AddSeconds(-20) - clock.GetUtcNow());
        Assert.NotNull(await w.CallAsync(old));
        clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(await w.CallAsync(old));
        Assert.NotNull(await w.CallAsync(made));
        Assert.Equal([AuditActions.ApiKeyCreated, AuditActions.ApiKeyRolled], (await app.AuditAsync(old.Id)).Select(e => e.Action));
        Assert.Equal(AuditActions.ApiKeyCreated, Assert.Single(await app.AuditAsync(made.Id)).Action);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Without_overlap_the_old_secret_stops_at_once_and_never_works_longer_than_it_would_have(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var (first, brief) = (await w.KeyAsync(), await w.KeyAsync(days: 1));

        var made = (await w.Keys.RollAsync(w.Account.Admin, first.Id, TimeSpan.Zero, Ct)).Value;
        Assert.True((await w.Keys.RollAsync(w.Account.Admin, brief.Id, TimeSpan.FromDays(7), Ct)).Succeeded);

        Assert.Null(await w.CallAsync(first));
        Assert.NotNull(await w.CallAsync(made));
        Assert.Equal("api_key_ended", (await w.Keys.RollAsync(w.Account.Admin, first.Id, Hour, Ct)).Error!.Code);
        Assert.True((await w.RowAsync(brief.Id)).ExpiresAt <= brief.ExpiresAt);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_who_roll_at_once_one_makes_a_key(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var key = await w.KeyAsync();

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => w.Keys.RollAsync(w.Account.Admin, key.Id, Hour, Ct), Ct)));

        Assert.Single(both, r => r.Succeeded);
        Assert.Equal(2, await w.App.QueryAsync(db => db.ApiKeys.CountAsync(k => k.EnvironmentId == w.Place, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_revoked_key_stops_at_once_and_is_recorded(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var key = await w.KeyAsync();
        var caller = (await w.CallAsync(key))!.Actor;
        Assert.True(await w.MayAsync(caller, w.Berlin));

        Assert.True((await w.Keys.RenameAsync(w.Account.Admin, key.Id, " HR  import ", Ct)).Succeeded);
        Assert.True((await w.Keys.RevokeAsync(w.Account.Admin, key.Id, Ct)).Succeeded);

        Assert.Null(await w.CallAsync(key));
        Assert.False(await w.MayAsync(caller, w.Berlin));
        Assert.Equal("api_key_ended", (await w.Keys.RevokeAsync(w.Account.Admin, key.Id, Ct)).Error!.Code);
        var entries = await w.App.AuditAsync(key.Id);
        Assert.Equal([AuditActions.ApiKeyCreated, AuditActions.ApiKeyRenamed, AuditActions.ApiKeyRevoked], entries.Select(e => e.Action));
        Assert.Contains("\"name\":[\"HR sync\",\"HR import\"]", entries[1].Changes, StringComparison.Ordinal);
        var list = (await w.Queries.ListAsync(w.Account.Admin, w.Place, ended: true, Ct)).Value;
        Assert.Equal((0, 1, "HR import"), (list.Working, list.Ended, Assert.Single(list.Keys).Name));
        Assert.Empty((await w.Queries.ListAsync(w.Account.Admin, w.Place, ended: false, Ct)).Value.Keys);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Ended_keys_hold_nothing_back_and_arent_counted(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var (works, over) = (await w.KeyAsync(), await w.KeyAsync());
        await w.Keys.RollAsync(w.Account.Admin, over.Id, TimeSpan.Zero, Ct);
        var hierarchy = w.App.Service<HierarchyService>();

        Assert.Equal(2, (await hierarchy.PreviewArchiveAsync(w.Account.Admin, w.Emea, Ct)).Value.Keys);
        Assert.Equal(2, (await w.App.Service<ApplicationQueries>().OfEnvironmentAsync(w.Account.Admin, w.Place, Ct)).Value.ApiKeys);
        Assert.Contains("2 API keys have it", (await w.App.Service<RoleService>().DeleteAsync(w.Account.Admin, w.Role, Ct)).Error!.Message, StringComparison.Ordinal);
        foreach (var key in (await w.Queries.ListAsync(w.Account.Admin, w.Place, ended: false, Ct)).Value.Keys) await w.Keys.RevokeAsync(w.Account.Admin, key.Id, Ct);

        Assert.Equal(0, (await hierarchy.PreviewArchiveAsync(w.Account.Admin, w.Emea, Ct)).Value.Keys);
        Assert.True((await w.App.Service<RoleService>().DeleteAsync(w.Account.Admin, w.Role, Ct)).Succeeded);
        Assert.Empty((await w.Queries.ListAsync(w.Account.Admin, w.Place, ended: true, Ct)).Value.Keys);
        Assert.Equal(2, (await w.App.AuditAsync(works.Id)).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_key_at_an_archived_node_does_nothing_and_isnt_rolled(Database database)
    {
        var w = await KeyWorld.MakeAsync(database);
        var key = await w.KeyAsync(w.Berlin);
        var caller = (await w.CallAsync(key))!.Actor;
        await w.App.Service<HierarchyService>().ArchiveAsync(w.Account.Admin, w.Emea, Ct);

        Assert.False(await w.MayAsync(caller, w.Berlin));
        Assert.True(Assert.Single((await w.Queries.ListAsync(w.Account.Admin, w.Place, ended: false, Ct)).Value.Keys).IsHeldBack);
        Assert.Equal("node_archived", (await w.Keys.RollAsync(w.Account.Admin, key.Id, Hour, Ct)).Error!.Code);
        Assert.True((await w.Keys.RevokeAsync(w.Account.Admin, key.Id, Ct)).Succeeded);
    }

    private static Task<List<Guid>> PermissionsAsync(KeyWorld w, params string[] keys) =>
        w.App.QueryAsync(db => db.Permissions.Where(p => p.EnvironmentId == w.Place && keys.Contains(p.Key)).Select(p => p.Id).ToListAsync(Ct));
}
