using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Hierarchy;

public sealed class NodeTypesTests
{
    private static readonly NodeTypesDraft RegionsAndSites = new([new(null, "Region", [Node.RootType]), new(null, "Site", ["Region", "Site"])], 3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Types_say_what_may_stand_where_and_how_deep(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var types = world.App.Service<NodeTypesService>();
        Assert.True((await types.SaveAsync(world.Admin, world.Environment, RegionsAndSites, "", Ct)).Succeeded);

        Assert.Equal("Site may not stand below the root. There may be: Region.", (await AddAsync(world.Root, "Berlin", "Site")).Error!.For("node_type"));
        Assert.Equal("node_type_not_allowed", (await AddAsync(world.Root, "Berlin", "Shop")).Error!.Code);
        var (emea, apac) = ((await AddAsync(world.Root, "EMEA", "Region")).Value[0], (await AddAsync(world.Root, "APAC", "region")).Value[0]);
        Assert.Equal("Region", (await world.NodeAsync(apac)).NodeType);
        var berlin = (await AddAsync(emea, "Berlin", "Site")).Value[0];
        var mitte = (await AddAsync(berlin, "Mitte", "Site")).Value[0];
        Assert.Equal("node_too_deep", (await AddAsync(mitte, "Gate 1", "Site")).Error!.Code);

        Assert.Equal("node_type_not_allowed", (await world.Service.MoveAsync(world.Admin, apac, emea, Ct)).Error!.Code);
        Assert.Equal("node_type_not_allowed", (await world.Service.MoveAsync(world.Admin, berlin, world.Root, Ct)).Error!.Code);
        var wien = (await AddAsync(apac, "Wien", "Site")).Value[0];
        Assert.Equal("node_too_deep", (await world.Service.MoveAsync(world.Admin, berlin, wien, Ct)).Error!.Code);
        Assert.True((await world.Service.MoveAsync(world.Admin, berlin, apac, Ct)).Succeeded);

        Task<IdentityDashboard.Platform.Errors.Result<IReadOnlyList<Guid>>> AddAsync(Guid parent, string name, string type) => world.Service.AddAsync(world.Admin, parent, [new NewNode(name, type)], Ct);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nodes_follow_when_types_swap_their_names_and_a_type_in_use_stays(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var types = world.App.Service<NodeTypesService>();
        var emea = await world.AddAsync("EMEA", type: "Region");
        var berlin = await world.AddAsync("Berlin", emea, "Site");
        Assert.Equal([("Region", "root"), ("Site", "Region")], (await types.InUseAsync(world.Admin, world.Environment, Ct)).Value.Select(t => (t.Name, t.Below.Single())));
        await types.SaveAsync(world.Admin, world.Environment, RegionsAndSites, "", Ct);
        var now = (await types.GetAsync(world.Admin, world.Environment, Ct)).Value;

        var swapped = new NodeTypesDraft([new("Region", "Site", [Node.RootType]), new("Site", "Region", ["Site"])], null);
        Assert.Equal("changed_meanwhile", (await types.SaveAsync(world.Admin, world.Environment, swapped, "", Ct)).Error!.Code);
        Assert.True((await types.SaveAsync(world.Admin, world.Environment, swapped, now.Version, Ct)).Succeeded);

        Assert.Equal(("Site", "Region"), ((await world.NodeAsync(emea)).NodeType, (await world.NodeAsync(berlin)).NodeType));
        Assert.Equal(AuditActions.NodeTypesChanged, (await world.App.AuditAsync(world.Root))[^1].Action);
        now = (await types.GetAsync(world.Admin, world.Environment, Ct)).Value;
        var without = new NodeTypesDraft([new("Site", "Site", [Node.RootType])], null);
        Assert.Equal("Region can't go: 1 node is of this type. Rename it instead.", (await types.SaveAsync(world.Admin, world.Environment, without, now.Version, Ct)).Error!.Message);
        Assert.True((await types.SaveAsync(world.Admin, world.Environment, new NodeTypesDraft([], null), now.Version, Ct)).Succeeded);
        Assert.True((await world.Service.AddAsync(world.Admin, berlin, [new NewNode("Anything", "goes")], Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Defining_types_takes_the_right_at_the_root(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        var types = world.App.Service<NodeTypesService>();
        var emea = await world.AddAsync("EMEA");
        var local = await world.PersonAsync(emea, Permissions.HierarchyManage);
        var theirs = await HierarchyWorld.StartAsync(database);

        Assert.Equal(403, (await types.SaveAsync(local, world.Environment, RegionsAndSites, "", Ct)).Error!.Status);
        Assert.Equal(404, (await types.SaveAsync(world.Admin, theirs.Environment, RegionsAndSites, "", Ct)).Error!.Status);
        Assert.Equal(403, (await types.GetAsync(world.Admin, theirs.Environment, Ct)).Error!.Status);
    }

    [Fact]
    public async Task What_is_wrong_with_types_is_said_beside_them()
    {
        var world = await HierarchyWorld.StartAsync(Database.Sqlite);
        var draft = new NodeTypesDraft([new(null, "Region", []), new(null, "region", ["Shop"]), new(null, " ", [Node.RootType])], 99);

        var fields = (await world.App.Service<NodeTypesService>().SaveAsync(world.Admin, world.Environment, draft, "", Ct)).Error!;

        Assert.Equal("Choose where it may stand.", fields.For("types[0].below"));
        Assert.Equal("Another type has this name.", fields.For("types[1].name"));
        Assert.Equal("Shop isn't a node type here.", fields.For("types[1].below"));
        Assert.NotNull(fields.For("types[2].name"));
        Assert.NotNull(fields.For("max_depth"));
    }
}
