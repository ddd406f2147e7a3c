using IdentityDashboard.Features.Access;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Access;

/// <summary>/assignments of the REST API.</summary>
public sealed class AssignmentApiTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_is_given_to_a_person_and_to_a_group_read_and_taken_back(Database database)
    {
        var w = await StartAsync(database);
        using var client = await ApiClient.WithKeyAsync(w.App, w.Account);
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(1), DateTimeOffset.UtcNow.AddDays(30));

        var made = await client.PostAsync("assignments", new { role_id = w.Role, node_id = w.Emea, identity_id = w.Pat, effective_from = from, effective_to = to });
        var grouped = await client.PostAsync("assignments", new { role_id = w.Role, node_id = w.Emea, group_id = w.Group });

        Assert.Equal((201, 201), (made.Status, grouped.Status));
        Assert.Equal((w.Role, w.Emea), (made["role_id"].GetGuid(), made["node_id"].GetGuid()));
        Assert.Equal(("identity", w.Pat, "Pat Lee"), Subject(made));
        Assert.Equal(("group", w.Group), (Subject(grouped).Kind, Subject(grouped).Id));
        Assert.Equal("HR sync", made["granted_by"].GetString());
        Assert.Equal(to, made["effective_to"].GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.Equal(from, made["effective_from"].GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.EndsWith("Z", made["created_at"].GetString(), StringComparison.Ordinal);
        Assert.Equal(made["id"].GetGuid(), (await client.GetAsync(made.Headers["Location"]))["id"].GetGuid());
        Assert.Equal(204, (await client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, made.Headers["Location"]))).Status);
        (await client.GetAsync(made.Headers["Location"])).Refused(404, "not_found");
        (await client.SendAsync(new HttpRequestMessage(HttpMethod.Delete, made.Headers["Location"]))).Refused(404, "not_found");

        static (string? Kind, Guid Id, string? Name) Subject(ApiReply reply) =>
            (reply["subject"].GetProperty("kind").GetString(), reply["subject"].GetProperty("id").GetGuid(), reply["subject"].GetProperty("name").GetString());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A39_What_is_missing_twice_or_unknown_is_said_beside_its_field(Database database)
    {
        var w = await StartAsync(database);
        using var client = await ApiClient.WithKeyAsync(w.App, w.Account);
        var whole = new { role_id = w.Role, node_id = w.Emea, identity_id = w.Pat };
        await client.PostAsync("assignments", whole);

        Assert.Equal(["identity_id", "node_id", "role_id"], (await client.PostAsync("assignments", new { })).Refused(422, "validation_failed").Fields.Order(StringComparer.Ordinal));
        Assert.Equal(["group_id"], (await client.PostAsync("assignments", new { role_id = w.Role, node_id = w.Emea, identity_id = w.Pat, group_id = w.Group })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["effective_to"], (await client.PostAsync("assignments", new { role_id = w.Role, node_id = w.Emea, identity_id = w.Pat, effective_to = "2020-01-01T00:00:00Z" })).Refused(422, "validation_failed").Fields);
        (await client.PostAsync("assignments", whole)).Refused(409, "assignment_exists");
        (await client.PostAsync("assignments", new { role_id = w.Role, node_id = w.Emea, identity_id = w.Pat, tenant_id = w.Account.Id })).Refused(400, "unknown_field");
        Assert.Equal(["role_id"], (await client.PostAsync("assignments", new { role_id = "x", node_id = w.Emea, identity_id = w.Pat })).Refused(422, "validation_failed").Fields);
        (await client.GetAsync("assignments?sort=id")).Refused(400, "unknown_parameter");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S58_Bulk_takes_each_row_on_its_own_and_the_first_of_two_wins(Database database)
    {
        var w = await StartAsync(database);
        var other = await w.App.AccountAsync();
        var theirs = await w.App.PersonAsync(other);
        using var client = await ApiClient.WithKeyAsync(w.App, w.Account);
        var second = await w.App.RoleAsync(w.Account, w.Account.Production, [Permissions.IdentityRead]);
        object Row(Guid role, Guid node, Guid? person = null, Guid? group = null) => new { role_id = role, node_id = node, identity_id = person, group_id = group };

        var mixed = await client.PostAsync("assignments/bulk-create", new
        {
            assignments = new[] { Row(w.Role, w.Emea, w.Pat), Row(w.Role, w.Emea, w.Pat), Row(second, w.Apac, w.Pat), Row(w.Role, w.Emea, theirs.Id), Row(w.Role, w.Emea, group: w.Group), new { }, Row(Guid.NewGuid(), w.Emea, w.Pat), Row(w.Role, w.Account.Development.RootNodeId, w.Pat) },
        });
        var good = await client.PostAsync("assignments/bulk-create", new { assignments = new[] { Row(second, w.Emea, w.Pat), Row(second, w.Emea, group: w.Group) } });

        Assert.Equal(207, mixed.Status);
        Assert.Equal([201, 409, 201, 404, 201, 422, 404, 404], mixed["results"].EnumerateArray().Select(r => r.GetProperty("code").GetInt32()));
        Assert.Equal(w.Apac, mixed["results"][2].GetProperty("data").GetProperty("node_id").GetGuid());
        Assert.Equal((3, 5), (mixed["summary"].GetProperty("succeeded").GetInt32(), mixed["summary"].GetProperty("failed").GetInt32()));
        Assert.Equal(200, good.Status);
        Assert.Equal(0, await w.App.QueryAsync(db => Task.FromResult(db.Assignments.Count(a => a.IdentityId == theirs.Id))));
        (await client.PostAsync("assignments/bulk-create", new { assignments = Enumerable.Range(0, 201).Select(_ => Row(w.Role, w.Emea, w.Pat)) })).Refused(400, "bulk_limit_exceeded");
        (await client.PostAsync("assignments/bulk-create", new { assignments = Array.Empty<object>() })).Refused(422, "validation_failed");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_A_key_gives_and_takes_nothing_beyond_its_own_rights(Database database)
    {
        var w = await StartAsync(database);
        var admin = await w.App.RoleNamedAsync(w.Account.Production, BuiltInRoles.Admin);
        using var manager = await ApiClient.WithKeyAsync(w.App, w.Account, await w.App.RoleAsync(w.Account, w.Account.Production, [Permissions.AssignmentManage, Permissions.IdentityRead, Permissions.AuditRead]));
        using var reader = await ApiClient.WithKeyAsync(w.App, w.Account, await w.App.RoleAsync(w.Account, w.Account.Production, [Permissions.IdentityRead]));
        using var blind = await ApiClient.WithKeyAsync(w.App, w.Account, await w.App.RoleAsync(w.Account, w.Account.Production, [Permissions.AuditRead]));
        var held = (await reader.GetAsync($"assignments?identity_id={w.Account.Admin.Id}"))["items"][0].GetProperty("id").GetGuid();

        (await manager.PostAsync("assignments", new { role_id = admin, node_id = w.Account.Production.RootNodeId, identity_id = w.Pat })).Refused(403, "grant_exceeds_own_rights");
        (await manager.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/assignments/{held}"))).Refused(403, "grant_exceeds_own_rights");
        (await reader.PostAsync("assignments", new { role_id = w.Role, node_id = w.Emea, identity_id = w.Pat })).Refused(403, "grant_exceeds_own_rights");
        (await blind.GetAsync("assignments")).Refused(403, "forbidden");
        (await blind.GetAsync($"assignments/{held}")).Refused(403, "forbidden");
        Assert.Equal(201, (await manager.PostAsync("assignments", new { role_id = w.Role, node_id = w.Emea, identity_id = w.Pat })).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_A38_Nothing_of_another_environment_or_account_exists(Database database)
    {
        var w = await StartAsync(database);
        var development = w.Account.Development;
        using var production = await ApiClient.WithKeyAsync(w.App, w.Account);
        using var elsewhere = await ApiClient.WithKeyAsync(w.App, w.Account, environment: development);
        using var foreign = await ApiClient.WithKeyAsync(w.App, await w.App.AccountAsync());
        var made = (await production.PostAsync("assignments", new { role_id = w.Role, node_id = w.Emea, identity_id = w.Pat }))["id"].GetGuid();

        foreach (var stranger in new[] { elsewhere, foreign })
        {
            (await stranger.GetAsync($"assignments/{made}")).Refused(404, "not_found");
            (await stranger.SendAsync(new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/assignments/{made}"))).Refused(404, "not_found");
            (await stranger.GetAsync($"assignments?role_id={w.Role}")).Refused(404, "not_found");
            (await stranger.GetAsync($"assignments?node_id={w.Emea}")).Refused(404, "not_found");
        }

        (await elsewhere.PostAsync("assignments", new { role_id = w.Role, node_id = development.RootNodeId, identity_id = w.Pat })).Refused(404, "role_not_found");
        (await elsewhere.PostAsync("assignments", new { role_id = await w.App.RoleNamedAsync(development, BuiltInRoles.Grantee), node_id = w.Emea, identity_id = w.Pat })).Refused(404, "node_not_found");
        (await foreign.PostAsync("assignments", new { role_id = w.Role, node_id = w.Emea, identity_id = w.Pat })).Refused(404, "subject_not_found");
        (await foreign.GetAsync($"assignments?identity_id={w.Pat}")).Refused(404, "not_found");
        (await foreign.GetAsync($"assignments?group_id={w.Group}")).Refused(404, "not_found");
        Assert.Equal(200, (await production.GetAsync($"assignments/{made}")).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_key_of_a_node_sees_and_gives_only_below_it(Database database)
    {
        var w = await StartAsync(database);
        await w.App.AssignAsync(w.Account, w.Role, w.Account.Production, w.Pat, node: w.Emea);
        await w.App.AssignAsync(w.Account, w.Role, w.Account.Production, w.Pat, node: w.Apac);
        var stranger = await w.App.PersonAsync(w.Account, "Otto", "Side");
        var grantee = await w.App.RoleNamedAsync(w.Account.Production, BuiltInRoles.Grantee);
        using var client = await ApiClient.WithKeyAsync(w.App, w.Account, node: w.Emea);

        var listed = await client.GetAsync("assignments");

        Assert.Equal([w.Emea], listed["items"].EnumerateArray().Select(i => i.GetProperty("node_id").GetGuid()));
        Assert.Equal(201, (await client.PostAsync("assignments", new { role_id = grantee, node_id = w.Emea, identity_id = w.Pat })).Status);
        (await client.PostAsync("assignments", new { role_id = grantee, node_id = w.Apac, identity_id = w.Pat })).Refused(403, "grant_exceeds_own_rights");
        (await client.PostAsync("assignments", new { role_id = grantee, node_id = w.Emea, identity_id = stranger.Id })).Refused(404, "subject_not_found");
        (await client.GetAsync($"assignments?node_id={w.Apac}")).Refused(404, "not_found");
        (await client.GetAsync($"assignments?identity_id={stranger.Id}")).Refused(404, "not_found");
        (await client.GetAsync($"assignments/{await IdAsync(w, w.Apac)}")).Refused(404, "not_found");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Lists_page_to_the_end_without_loss_and_filter(Database database)
    {
        var w = await StartAsync(database);
        for (var i = 0; i < 7; i++) await w.App.AssignAsync(w.Account, w.Role, w.Account.Production, (await w.App.PersonAsync(w.Account, $"P{i}")).Id, node: w.Emea);
        await w.App.AssignAsync(w.Account, w.Role, w.Account.Production, group: w.Group, node: w.Apac);
        await w.App.AssignAsync(w.Account, w.Role, w.Account.Production, w.Pat, node: w.Apac, to: DateTimeOffset.UtcNow.AddDays(-1));
        using var client = await ApiClient.WithKeyAsync(w.App, w.Account);

        var found = new List<Guid>();
        var pages = 0;
        for (var next = "assignments?take=3&include_count=true"; next is not null; pages++)
        {
            var page = await client.GetAsync(next);
            Assert.Equal(9, page["pagination"].GetProperty("item_count").GetInt32());
            found.AddRange(page["items"].EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
            next = page.Headers.TryGetValue("Link", out var link) ? link.Split('<', '>')[1] : null;
        }

        Assert.Equal((3, 9, 9), (pages, found.Count, found.Distinct().Count()));
        foreach (var (filter, count) in new[]
        {
            ($"role_id={w.Role}", 8), ($"group_id={w.Group}", 1), ($"node_id={w.Apac}", 1), ($"identity_id={w.Pat}", 0), ($"node_id={w.Emea}&role_id={w.Role}", 7), ($"node_id={w.Apac}&group_id={w.Group}", 1),
        })
        {
            Assert.Equal((filter, count), (filter, await CountAsync(filter)));
        }

        async Task<int> CountAsync(string asked) => (await client.GetAsync($"assignments?{asked}"))["items"].GetArrayLength();
    }

    private static Task<Guid> IdAsync(World w, Guid node) => w.App.QueryAsync(db => Task.FromResult(db.Assignments.Single(a => a.NodeId == node).Id));

    private sealed record World(TestApp App, TestAccount Account, Guid Role, Guid Emea, Guid Apac, Guid Pat, Guid Group);

    private static async Task<World> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return new World(
            app, account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]), await app.NodeAsync(account, account.Production, "EMEA"), await app.NodeAsync(account, account.Production, "APAC"),
            (await app.PersonAsync(account)).Id, (await app.GroupAsync(account)).Id);
    }
}
