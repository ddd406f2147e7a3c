using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Hierarchy;

public sealed class HierarchyMoveTests
{
    private const int Moves = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_lineage_after_random_moves_is_what_a_walk_finds(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var random = new Random(20261122);
        var nodes = new List<Guid> { world.Root };
        for (var n = 0; n < 25; n++) nodes.Add(await world.AddAsync($"Node {n}", nodes[random.Next(nodes.Count)]));

        var moved = 0;
        for (var n = 1; n <= Moves; n++)
        {
            var (node, to) = (nodes[random.Next(nodes.Count)], nodes[random.Next(nodes.Count)]);
            var before = await world.WalkedAsync();
            var result = await world.Service.MoveAsync(world.Admin, node, to, Ct);
            var possible = node != world.Root && !before.Contains((node, to, 1)) && !before.Any(l => l.Descendant == to && l.Ancestor == node);
            Assert.True(possible == result.Succeeded, $"move {n}: {result.Error?.Code}");
            if (!result.Succeeded) continue;
            moved++;
            if (moved % 10 == 0) Assert.Equal(await world.WalkedAsync(), await world.LineageAsync());
        }

        Assert.InRange(moved, 50, Moves);
        Assert.Equal(await world.WalkedAsync(), await world.LineageAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_preview_names_who_really_gains_and_loses(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var (app, account) = (world.App, world.Account);
        var (emea, apac) = (await world.AddAsync("EMEA"), await world.AddAsync("APAC"));
        var retail = await world.AddAsync("Retail", emea);
        var berlin = await world.AddAsync("Berlin", retail);
        var japan = await world.AddAsync("Japan", apac);
        var role = await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]);
        var member = await app.PersonAsync(account, "Greta", "Member");
        var group = await app.GroupAsync(account, member.Id);
        var people = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var name in new[] { "Loses", "Gains", "Both", "Root", "Own", "Ended" }) people[name] = (await app.PersonAsync(account, name, "Person")).Id;
        await GiveAsync("Loses", emea);
        await GiveAsync("Gains", japan);
        await GiveAsync("Both", emea);
        await GiveAsync("Both", apac);
        await GiveAsync("Root", world.Root);
        await GiveAsync("Root", apac);
        await GiveAsync("Own", retail);
        await GiveAsync("Own", emea);
        await app.AssignAsync(account, role, account.Production, people["Ended"], node: japan, to: DateTimeOffset.UtcNow.AddDays(-1));
        await app.AssignAsync(account, role, account.Production, group: group.Id, node: apac);

        var before = await HoldersAsync();
        var preview = (await world.Service.PreviewMoveAsync(world.Admin, retail, japan, Ct)).Value;
        Assert.True((await world.Service.MoveAsync(world.Admin, retail, japan, Ct)).Succeeded);
        var after = await HoldersAsync();

        Assert.Equal(("Retail", "EMEA", "APAC / Japan", 2), (preview.Name, preview.From, preview.To, preview.Nodes));
        var (gains, loses) = (Assert.Single(preview.Gains), Assert.Single(preview.Loses));
        Assert.Equal((1, 1, role), (gains.People, gains.Groups, gains.RoleId));
        Assert.Equal([group.Name, "Gains Person"], gains.Names);
        Assert.Equal((1, 0, role), (loses.People, loses.Groups, loses.RoleId));
        Assert.Equal(["Loses Person"], loses.Names);
        Assert.Equal(["Gains", "Member"], after.Except(before).Order(StringComparer.Ordinal));
        Assert.Equal(["Loses"], before.Except(after));

        Task GiveAsync(string name, Guid node) => app.AssignAsync(account, role, account.Production, people[name], node: node);

        async Task<List<string>> HoldersAsync()
        {
            var found = new List<string>();
            foreach (var (name, id) in people.Append(KeyValuePair.Create("Member", member.Id)))
            {
                if (await world.AllowsAsync(id, berlin)) found.Add(name);
            }

            return found;
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_node_never_stands_below_itself_nor_where_it_stands(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var emea = await world.AddAsync("EMEA");
        var retail = await world.AddAsync("Retail", emea);
        var berlin = await world.AddAsync("Berlin", retail);

        Assert.Equal("node_below_itself", (await world.Service.MoveAsync(world.Admin, emea, berlin, Ct)).Error!.Code);
        Assert.Equal("node_below_itself", (await world.Service.MoveAsync(world.Admin, emea, emea, Ct)).Error!.Code);
        Assert.Equal("node_same_place", (await world.Service.MoveAsync(world.Admin, retail, emea, Ct)).Error!.Code);
        Assert.Equal("node_not_found", (await world.Service.MoveAsync(world.Admin, retail, world.Account.Development.RootNodeId, Ct)).Error!.Code);
        Assert.Equal([AuditActions.NodeCreated], (await world.App.AuditAsync(retail)).Select(e => e.Action));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A35_A_move_gives_nobody_what_the_mover_couldnt_give(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var (emea, apac) = (await world.AddAsync("EMEA"), await world.AddAsync("APAC"));
        var retail = await world.AddAsync("Retail", emea);
        var strong = await world.PersonAsync(apac, Permissions.RoleManage);
        var keeper = await world.PersonAsync(world.Root, Permissions.HierarchyManage);
        var giver = await world.PersonAsync(world.Root, Permissions.HierarchyManage, Permissions.AssignmentManage);
        var full = await world.PersonAsync(world.Root, Permissions.HierarchyManage, Permissions.AssignmentManage, Permissions.RoleManage);

        Assert.Equal("grant_exceeds_own_rights", (await world.Service.MoveAsync(keeper, retail, apac, Ct)).Error!.Code);
        Assert.Equal("grant_exceeds_own_rights", (await world.Service.MoveAsync(giver, retail, apac, Ct)).Error!.Code);
        Assert.Equal("grant_exceeds_own_rights", (await world.Service.PreviewMoveAsync(giver, retail, apac, Ct)).Error!.Code);
        Assert.False(await world.AllowsAsync(strong.Id, retail, Permissions.RoleManage));

        Assert.True((await world.Service.MoveAsync(full, retail, apac, Ct)).Succeeded);
        Assert.True(await world.AllowsAsync(strong.Id, retail, Permissions.RoleManage));
        // Out again nobody gains anything.
        Assert.True((await world.Service.MoveAsync(keeper, retail, world.Root, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A35_Nobody_moves_a_node_to_where_they_can_do_more_themselves(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var (emea, apac) = (await world.AddAsync("EMEA"), await world.AddAsync("APAC"));
        var retail = await world.AddAsync("Retail", emea);
        var mover = await world.PersonAsync(emea, Permissions.HierarchyManage);
        var strong = await world.App.RoleAsync(world.Account, world.Account.Production, [.. Permissions.BuiltIn.Select(p => p.Key)]);
        await world.App.AssignAsync(world.Account, strong, world.Account.Production, mover.Id, node: apac);

        Assert.Equal("grant_exceeds_own_rights", (await world.Service.MoveAsync(mover, retail, apac, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_moves_at_once_never_make_a_circle(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        for (var n = 0; n < 10; n++)
        {
            var (a, b) = (await world.AddAsync($"A{n}"), await world.AddAsync($"B{n}"));

            var results = await Task.WhenAll(
                Task.Run(() => world.Service.MoveAsync(world.Admin, a, b, Ct), Ct),
                Task.Run(() => world.Service.MoveAsync(world.Admin, b, a, Ct), Ct));

            Assert.Equal(1, results.Count(r => r.Succeeded));
        }

        Assert.Equal(await world.WalkedAsync(), await world.LineageAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Ten_thousand_nodes_move_in_one_transaction(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var (from, to) = (await world.AddAsync("From"), await world.AddAsync("To"));
        var big = await world.AddAsync("Big", from);
        for (var n = 0; n < 10; n++)
        {
            var part = await world.AddAsync($"Part {n}", big);
            await world.Service.AddAsync(world.Admin, part, [.. Enumerable.Range(0, 1000).Select(i => new NewNode($"Leaf {i}", "leaf"))], Ct);
        }

        Assert.True((await world.Service.MoveAsync(world.Admin, big, to, Ct)).Succeeded);

        Assert.Equal(await world.WalkedAsync(), await world.LineageAsync());
        Assert.Equal(10_011, await world.App.QueryAsync(db => db.NodeLineage.CountAsync(l => l.AncestorId == to && l.Distance > 0, Ct)));
    }
}
