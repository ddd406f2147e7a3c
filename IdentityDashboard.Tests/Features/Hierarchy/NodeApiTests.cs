using System.Net.Http.Json;
using System.Text.Json;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Hierarchy;

/// <summary>/nodes of the REST API.</summary>
public sealed class NodeApiTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_tree_goes_two_levels_below_the_root_unless_asked(Database database)
    {
        var (world, client) = await StartAsync(database);
        var emea = await world.AddAsync("EMEA", type: "region");
        var apac = await world.AddAsync("APAC", type: "region");
        var retail = await world.AddAsync("Retail", emea);
        var berlin = await world.AddAsync("Berlin", retail, "site");

        var tree = await client.GetAsync("nodes");
        var flat = await client.GetAsync("nodes?depth=1");
        var below = await client.GetAsync($"nodes?parent_id={emea}");

        var root = Assert.Single(tree["tree"].EnumerateArray());
        Assert.Equal((world.Root, JsonValueKind.Null, "root", true), (root.GetProperty("id").GetGuid(), root.GetProperty("parent_node_id").ValueKind, root.GetProperty("node_type").GetString(), root.GetProperty("has_children").GetBoolean()));
        Assert.Equal([apac, emea], Ids(Below(root)));
        var region = Below(root)[1];
        Assert.Equal(("EMEA", "emea", "region", world.Root), (region.GetProperty("name").GetString(), region.GetProperty("slug").GetString(), region.GetProperty("node_type").GetString(), region.GetProperty("parent_node_id").GetGuid()));
        Assert.False(Below(root)[0].GetProperty("has_children").GetBoolean());
        Assert.Equal((retail, true, 0), (Below(region)[0].GetProperty("id").GetGuid(), Below(region)[0].GetProperty("has_children").GetBoolean(), Below(Below(region)[0]).GetArrayLength()));
        Assert.All(Below(flat["tree"][0]).EnumerateArray(), n => Assert.Equal(0, Below(n).GetArrayLength()));
        Assert.Equal([retail], Ids(below["tree"]));
        Assert.Equal([berlin], Ids(Below(below["tree"][0])));
        foreach (var depth in new[] { "0", "6", "x" }) (await client.GetAsync($"nodes?depth={depth}")).Refused(400, "invalid_parameter");
        (await client.GetAsync("nodes?sort=name")).Refused(400, "unknown_parameter");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_wide_tree_is_cut_at_whole_levels_and_paged_below_a_node(Database database)
    {
        var (world, client) = await StartAsync(database);
        var wide = await world.AddAsync("Wide");
        for (var batch = 0; batch < 3; batch++)
        {
            var many = Enumerable.Range(batch * 400, 400).Select(i => new IdentityDashboard.Features.Hierarchy.NewNode($"Shop {i:0000}", "unit")).ToList();
            Assert.True((await world.Service.AddAsync(world.Admin, wide, many, TestContext.Current.CancellationToken)).Succeeded);
        }

        var tree = await client.GetAsync("nodes?depth=5");
        var found = new List<Guid>();
        for (var next = $"nodes?parent_id={wide}"; next is not null;)
        {
            var page = await client.GetAsync(next);
            found.AddRange(Ids(page["tree"]));
            next = page.Headers.TryGetValue("Link", out var link) ? link.Split('<', '>')[1] : null;
        }

        var branch = Below(tree["tree"][0])[0];
        Assert.Equal((wide, true, 0), (branch.GetProperty("id").GetGuid(), branch.GetProperty("has_children").GetBoolean(), Below(branch).GetArrayLength()));
        Assert.Equal((1_200, 1_200), (found.Count, found.Distinct().Count()));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_node_is_made_renamed_moved_and_archived(Database database)
    {
        var (world, client) = await StartAsync(database);
        var emea = await world.AddAsync("EMEA", type: "region");

        var made = await client.PostAsync("nodes", new { name = "Berlin", parent_node_id = world.Root, node_type = "site" });
        var plain = await client.PostAsync("nodes", new { name = "Wien", parent_node_id = emea });
        var path = made.Headers["Location"];
        var renamed = await SendAsync(client, HttpMethod.Patch, path, new { name = "Berlin Mitte" });
        var moved = await client.PostAsync($"{path}/move", new { parent_node_id = emea });

        Assert.Equal((201, "Berlin", "berlin", "site", world.Root, false), (
            made.Status, made["name"].GetString(), made["slug"].GetString(), made["node_type"].GetString(), made["parent_node_id"].GetGuid(), made["has_children"].GetBoolean()));
        Assert.Equal((201, "unit"), (plain.Status, plain["node_type"].GetString()));
        Assert.Equal((200, "Berlin Mitte", "berlin-mitte"), (renamed.Status, renamed["name"].GetString(), renamed["slug"].GetString()));
        Assert.Equal((200, emea), (moved.Status, moved["parent_node_id"].GetGuid()));
        Assert.Equal(moved.Text, (await client.GetAsync(path)).Text);
        Assert.Equal(204, (await SendAsync(client, HttpMethod.Delete, path)).Status);
        Assert.NotEqual(JsonValueKind.Null, (await client.GetAsync(path))["archived_at"].ValueKind);
        Assert.DoesNotContain(made["id"].GetGuid(), Ids((await client.GetAsync($"nodes?parent_id={emea}"))["tree"]));
        (await SendAsync(client, HttpMethod.Delete, path)).Refused(409, "node_archived");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A39_What_breaks_a_rule_is_said_beside_its_field(Database database)
    {
        var (world, client) = await StartAsync(database);
        var emea = await world.AddAsync("EMEA");
        var berlin = await world.AddAsync("Berlin", emea);

        Assert.Equal(["name", "parent_node_id"], (await client.PostAsync("nodes", new { })).Refused(422, "validation_failed").Fields.Order(StringComparer.Ordinal));
        Assert.Equal(["node_type"], (await client.PostAsync("nodes", new { name = "X", parent_node_id = emea, node_type = "root" })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["name"], (await client.PostAsync("nodes", new { name = "berlin", parent_node_id = emea })).Refused(409, "node_exists").Fields);
        (await client.PostAsync("nodes", new { name = "X", parent_node_id = emea, slug = "x" })).Refused(400, "unknown_field");
        Assert.Equal(["name"], (await SendAsync(client, HttpMethod.Patch, $"/api/v1/nodes/{berlin}", new { name = (string?)null })).Refused(422, "validation_failed").Fields);
        Assert.Equal("Berlin", (await SendAsync(client, HttpMethod.Patch, $"/api/v1/nodes/{berlin}", new { }))["name"].GetString());
        Assert.Equal(["parent_node_id"], (await client.PostAsync($"nodes/{berlin}/move", new { })).Refused(422, "validation_failed").Fields);
        (await client.PostAsync($"nodes/{emea}/move", new { parent_node_id = berlin })).Refused(409, "node_below_itself");
        (await client.PostAsync($"nodes/{world.Root}/move", new { parent_node_id = berlin })).Refused(409, "root_stays");
        (await SendAsync(client, HttpMethod.Delete, $"/api/v1/nodes/{world.Root}")).Refused(409, "root_stays");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_A38_Nothing_of_another_environment_or_account_exists(Database database)
    {
        var (world, client) = await StartAsync(database);
        var emea = await world.AddAsync("EMEA");
        using var elsewhere = await ApiClient.WithKeyAsync(world.App, world.Account, environment: world.Account.Development);
        using var foreign = await ApiClient.WithKeyAsync(world.App, await world.App.AccountAsync());
        using var reader = await ApiClient.WithKeyAsync(world.App, world.Account, await world.App.RoleAsync(world.Account, world.Place, [Permissions.IdentityRead]));
        using var blind = await ApiClient.WithKeyAsync(world.App, world.Account, await world.App.RoleAsync(world.Account, world.Place, [Permissions.AuditRead]));

        foreach (var stranger in new[] { elsewhere, foreign })
        {
            (await stranger.GetAsync($"nodes/{emea}")).Refused(404, "not_found");
            (await stranger.GetAsync($"nodes?parent_id={emea}")).Refused(404, "not_found");
            (await stranger.PostAsync("nodes", new { name = "X", parent_node_id = emea })).Refused(404, "not_found");
            (await SendAsync(stranger, HttpMethod.Patch, $"/api/v1/nodes/{emea}", new { name = "Mine" })).Refused(404, "not_found");
            (await stranger.PostAsync($"nodes/{emea}/move", new { parent_node_id = world.Root })).Refused(404, "not_found");
            (await SendAsync(stranger, HttpMethod.Delete, $"/api/v1/nodes/{emea}")).Refused(404, "not_found");
        }

        (await client.PostAsync($"nodes/{emea}/move", new { parent_node_id = world.Account.Development.RootNodeId })).Refused(404, "node_not_found");
        (await reader.PostAsync("nodes", new { name = "X", parent_node_id = emea })).Refused(403, "forbidden");
        (await SendAsync(reader, HttpMethod.Delete, $"/api/v1/nodes/{emea}")).Refused(403, "forbidden");
        (await blind.GetAsync("nodes")).Refused(403, "forbidden");
        (await blind.GetAsync($"nodes/{emea}")).Refused(403, "forbidden");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_key_of_a_node_sees_and_changes_only_below_it(Database database)
    {
        var (world, _) = await StartAsync(database);
        var (emea, apac) = (await world.AddAsync("EMEA"), await world.AddAsync("APAC"));
        var berlin = await world.AddAsync("Berlin", emea);
        using var client = await ApiClient.WithKeyAsync(world.App, world.Account, node: emea, environment: world.Place);

        var tree = (await client.GetAsync("nodes"))["tree"];

        Assert.Equal([emea], Ids(tree));
        Assert.Equal([berlin], Ids(Below(tree[0])));
        foreach (var unseen in new[] { apac, world.Root })
        {
            (await client.GetAsync($"nodes/{unseen}")).Refused(404, "not_found");
            (await client.GetAsync($"nodes?parent_id={unseen}")).Refused(404, "not_found");
            (await client.PostAsync("nodes", new { name = "X", parent_node_id = unseen })).Refused(403, "forbidden");
            (await SendAsync(client, HttpMethod.Patch, $"/api/v1/nodes/{unseen}", new { name = "Mine" })).Refused(403, "forbidden");
            (await client.PostAsync($"nodes/{berlin}/move", new { parent_node_id = unseen })).Refused(403, "forbidden");
        }

        (await SendAsync(client, HttpMethod.Delete, $"/api/v1/nodes/{emea}")).Refused(403, "forbidden");
        Assert.Equal(201, (await client.PostAsync("nodes", new { name = "Mitte", parent_node_id = berlin })).Status);
        Assert.Equal(204, (await SendAsync(client, HttpMethod.Delete, $"/api/v1/nodes/{berlin}")).Status);
    }

    private static JsonElement Below(JsonElement node) => node.GetProperty("children");

    private static IEnumerable<Guid> Ids(JsonElement nodes) => nodes.EnumerateArray().Select(n => n.GetProperty("id").GetGuid());

    private static async Task<(HierarchyWorld World, ApiClient Client)> StartAsync(Database database)
    {
        var world = await HierarchyWorld.StartAsync(database);
        return (world, await ApiClient.WithKeyAsync(world.App, world.Account));
    }

    private static Task<ApiReply> SendAsync(ApiClient client, HttpMethod method, string path, object? body = null) =>
        client.SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) });
}
