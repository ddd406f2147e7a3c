using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Hierarchy;

public sealed class HierarchyServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Several_nodes_are_added_at_once_with_their_lineage_and_records(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var emea = await world.AddAsync("EMEA");

        var made = await world.Service.AddAsync(world.Admin, emea, [new NewNode("  Berlin   Mitte ", "site"), new NewNode("Wien", "site")], Ct);

        Assert.Equal(("Berlin Mitte", "berlin-mitte", "site", (Guid?)emea), (await world.NodeAsync(made.Value[0])) is var berlin ? (berlin.Name, berlin.Slug, berlin.NodeType, berlin.ParentId) : default);
        Assert.Equal(await world.WalkedAsync(), await world.LineageAsync());
        var entry = Assert.Single(await world.App.AuditAsync(made.Value[1]));
        Assert.Equal((AuditActions.NodeCreated, """{"name":[null,"Wien"],"type":[null,"site"],"path":[null,"EMEA"]}"""), (entry.Action, entry.Changes));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_name_is_unique_among_siblings_and_free_elsewhere(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var (emea, apac) = (await world.AddAsync("EMEA"), await world.AddAsync("APAC"));
        var retail = await world.AddAsync("Retail", emea);
        var other = await world.AddAsync("Wholesale", emea);

        Assert.Equal("A node called Retail is there already. Choose another name.", (await world.Service.AddAsync(world.Admin, emea, [new NewNode("retail!", "unit")], Ct)).Error!.For("name"));
        Assert.Equal("node_exists", (await world.Service.AddAsync(world.Admin, apac, [new NewNode("Twice", "unit"), new NewNode("twice", "unit")], Ct)).Error!.Code);
        Assert.Equal("node_exists", (await world.Service.RenameAsync(world.Admin, other, "RETAIL", null, Ct)).Error!.Code);
        Assert.True((await world.Service.AddAsync(world.Admin, apac, [new NewNode("Retail", "unit")], Ct)).Succeeded);
        Assert.Equal("node_exists", (await world.Service.MoveAsync(world.Admin, retail, apac, Ct)).Error!.Code);

        await world.Service.ArchiveAsync(world.Admin, retail, Ct);
        Assert.StartsWith("An archived node called Retail is there.", (await world.Service.AddAsync(world.Admin, emea, [new NewNode("Retail", "unit")], Ct)).Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "unit", "name", "Enter a name.")]
    [InlineData("EMEA", " ", "node_type", "Enter a type, such as region.")]
    [InlineData("EMEA", "Root", "node_type", "Only the top of the hierarchy is the root. Choose another word.")]
    public async Task A_node_needs_a_name_and_a_type(string name, string type, string field, string said)
    {
        var world = await HierarchyWorld.StartAsync(Database.Sqlite);

        Assert.Equal(said, (await world.Service.AddAsync(world.Admin, world.Root, [new NewNode(name, type)], Ct)).Error!.For(field));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_rename_changes_the_slug_and_never_what_it_hasnt_seen(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var emea = await world.AddAsync("EMEA");

        Assert.True((await world.Service.RenameAsync(world.Admin, emea, "Europe & Africa", "EMEA", Ct)).Succeeded);

        Assert.Equal(("Europe & Africa", "europe-africa"), (await world.NodeAsync(emea)) is var node ? (node.Name, node.Slug) : default);
        Assert.Equal("changed_meanwhile", (await world.Service.RenameAsync(world.Admin, emea, "Europe", "EMEA", Ct)).Error!.Code);
        Assert.Equal((AuditActions.NodeRenamed, """{"name":["EMEA","Europe & Africa"]}"""), (await world.App.AuditAsync(emea))[^1] is var entry ? (entry.Action, entry.Changes) : default);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Other_accounts_nodes_are_not_found(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var theirs = await HierarchyWorld.StartAsync(database);
        var (own, foreign) = (await world.AddAsync("Own"), await theirs.AddAsync("Foreign"));

        Assert.Equal(404, (await world.Service.AddAsync(world.Admin, foreign, [new NewNode("X", "unit")], Ct)).Error!.Status);
        Assert.Equal(404, (await world.Service.RenameAsync(world.Admin, foreign, "X", null, Ct)).Error!.Status);
        Assert.Equal(404, (await world.Service.MoveAsync(world.Admin, foreign, world.Root, Ct)).Error!.Status);
        Assert.Equal(404, (await world.Service.MoveAsync(world.Admin, own, foreign, Ct)).Error!.Status);
        Assert.Equal(404, (await world.Service.PreviewMoveAsync(world.Admin, own, foreign, Ct)).Error!.Status);
        Assert.Equal(404, (await world.Service.ArchiveAsync(world.Admin, foreign, Ct)).Error!.Status);
        Assert.Equal(404, (await world.Service.RestoreAsync(world.Admin, foreign, Ct)).Error!.Status);
        Assert.Equal(403, (await world.Queries.DetailAsync(world.Admin, theirs.Environment, foreign, Ct)).Error!.Status);
        Assert.Equal(404, (await world.Queries.DetailAsync(world.Admin, world.Environment, foreign, Ct)).Error!.Status);
        Assert.Empty((await world.Queries.SearchAsync(world.Admin, world.Environment, "Foreign", true, Ct)).Value);
        Assert.Empty((await world.Queries.WayToAsync(world.Admin, world.Environment, foreign, true, Ct)).Value);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Without_the_right_at_the_place_nothing_changes(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var (emea, apac) = (await world.AddAsync("EMEA"), await world.AddAsync("APAC"));
        var retail = await world.AddAsync("Retail", emea);
        var reader = await world.PersonAsync(world.Root, Permissions.IdentityRead);
        var local = await world.PersonAsync(emea, Permissions.HierarchyManage);

        Assert.Equal(403, (await world.Service.AddAsync(reader, emea, [new NewNode("X", "unit")], Ct)).Error!.Status);
        Assert.Equal(403, (await world.Service.RenameAsync(reader, emea, "X", null, Ct)).Error!.Status);
        Assert.Equal(403, (await world.Service.MoveAsync(reader, retail, apac, Ct)).Error!.Status);
        Assert.Equal(403, (await world.Service.ArchiveAsync(reader, retail, Ct)).Error!.Status);
        Assert.Equal(403, (await world.Service.PreviewArchiveAsync(reader, retail, Ct)).Error!.Status);

        Assert.True((await world.Service.AddAsync(local, emea, [new NewNode("Mine", "unit")], Ct)).Succeeded);
        Assert.True((await world.Service.ArchiveAsync(local, retail, Ct)).Succeeded);
        Assert.True((await world.Service.RestoreAsync(local, retail, Ct)).Succeeded);
        Assert.Equal(403, (await world.Service.AddAsync(local, apac, [new NewNode("X", "unit")], Ct)).Error!.Status);
        Assert.Equal(403, (await world.Service.MoveAsync(local, retail, apac, Ct)).Error!.Status);
        Assert.Equal(403, (await world.Service.ArchiveAsync(local, emea, Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_archived_with_its_node_stops_counting_and_counts_again_when_restored(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var emea = await world.AddAsync("EMEA");
        var retail = await world.AddAsync("Retail", emea);
        var (here, below, above) = (await world.PersonAsync(emea, Permissions.IdentityRead), await world.PersonAsync(retail, Permissions.IdentityRead), await world.PersonAsync(world.Root, Permissions.IdentityRead));

        var preview = (await world.Service.PreviewArchiveAsync(world.Admin, emea, Ct)).Value;
        Assert.Equal((2, 2, 2, 0), (preview.Nodes, preview.Assignments, preview.People, preview.Groups));
        Assert.True((await world.Service.ArchiveAsync(world.Admin, emea, Ct)).Succeeded);

        Assert.False(await world.AllowsAsync(here.Id, emea));
        Assert.False(await world.AllowsAsync(here.Id, retail));
        Assert.False(await world.AllowsAsync(below.Id, retail));
        Assert.True(await world.AllowsAsync(above.Id, retail));
        Assert.Empty((await world.App.Service<AccessQueries>().HeldByAsync(world.Account.Id, [here.Id, below.Id], null, Ct)).SelectMany(h => h));
        Assert.Equal(2, await world.App.QueryAsync(db => db.Assignments.CountAsync(a => a.NodeId == emea || a.NodeId == retail, Ct)));

        Assert.True((await world.Service.RestoreAsync(world.Admin, emea, Ct)).Succeeded);
        Assert.True(await world.AllowsAsync(here.Id, retail));
        Assert.True(await world.AllowsAsync(below.Id, retail));
        Assert.Equal([AuditActions.NodeCreated, AuditActions.NodeArchived, AuditActions.NodeRestored], (await world.App.AuditAsync(emea)).Select(e => e.Action));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_was_archived_by_itself_stays_archived(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var emea = await world.AddAsync("EMEA");
        var retail = await world.AddAsync("Retail", emea);
        var berlin = await world.AddAsync("Berlin", retail);
        await world.Service.ArchiveAsync(world.Admin, retail, Ct);
        await world.Service.ArchiveAsync(world.Admin, emea, Ct);

        Assert.Equal("node_archived", (await world.Service.RestoreAsync(world.Admin, retail, Ct)).Error!.Code);
        Assert.Equal("node_not_archived", (await world.Service.RestoreAsync(world.Admin, berlin, Ct)).Error!.Code);
        await world.Service.RestoreAsync(world.Admin, emea, Ct);

        Assert.Equal((false, true, true), ((await world.NodeAsync(emea)).IsArchived, (await world.NodeAsync(retail)).IsArchived, (await world.NodeAsync(berlin)).IsArchived));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_archived_node_is_in_no_choice_and_takes_nothing_new(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var (emea, apac) = (await world.AddAsync("EMEA"), await world.AddAsync("APAC"));
        var retail = await world.AddAsync("Retail stores", emea);
        await world.Service.ArchiveAsync(world.Admin, emea, Ct);
        var picker = world.App.Service<AccessQueries>();
        var role = await world.App.RoleAsync(world.Account, world.Account.Production, [Permissions.IdentityRead]);

        Assert.Equal(["APAC"], (await picker.ChildrenAsync(world.Admin, world.Root, Ct)).Select(n => n.Name));
        Assert.Empty(await picker.SearchNodesAsync(world.Admin, world.Environment, "retail", Ct));
        Assert.DoesNotContain(await picker.NodesAsync(world.Admin, world.Environment, 50, Ct), n => n.Id == emea || n.Id == retail);
        Assert.Equal(1, (await picker.RootAsync(world.Admin, world.Environment, Ct))!.Below);
        await using var db = await world.App.Dbs.CreateDbContextAsync(Ct);
        Assert.Equal("node_not_found", (await world.App.Service<GrantGuard>().CheckRoleAsync(db, world.Admin, world.Environment, role, retail, Ct))!.Code);
        Assert.Equal("node_archived", (await world.Service.AddAsync(world.Admin, retail, [new NewNode("X", "unit")], Ct)).Error!.Code);
        Assert.Equal("node_archived", (await world.Service.RenameAsync(world.Admin, retail, "X", null, Ct)).Error!.Code);
        Assert.Equal("node_archived", (await world.Service.MoveAsync(world.Admin, apac, retail, Ct)).Error!.Code);
        Assert.Equal("node_archived", (await world.Service.MoveAsync(world.Admin, retail, apac, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_root_stays_where_it_is_and_so_does_its_last_Admin(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var emea = await world.AddAsync("EMEA");

        Assert.Equal("root_stays", (await world.Service.ArchiveAsync(world.Admin, world.Root, Ct)).Error!.Code);
        Assert.Equal("root_stays", (await world.Service.MoveAsync(world.Admin, world.Root, emea, Ct)).Error!.Code);
        Assert.True(await world.AllowsAsync(world.Admin.Id, world.Root, Permissions.AssignmentManage));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A35_Restoring_takes_the_right_to_give_what_counts_again(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var emea = await world.AddAsync("EMEA");
        await world.PersonAsync(emea, Permissions.RoleManage);
        await world.Service.ArchiveAsync(world.Admin, emea, Ct);
        var weak = await world.PersonAsync(world.Root, Permissions.HierarchyManage, Permissions.AssignmentManage);

        Assert.Equal("grant_exceeds_own_rights", (await world.Service.RestoreAsync(weak, emea, Ct)).Error!.Code);
        Assert.True((await world.NodeAsync(emea)).IsArchived);
    }
}
