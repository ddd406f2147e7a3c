using IdentityDashboard.Features.Access;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Roles;

/// <summary>/roles and /permissions of the REST API.</summary>
public sealed class RoleApiTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_is_made_read_described_filled_and_deleted(Database database)
    {
        var (_, client) = await StartAsync(database);

        var made = await client.PostAsync("roles", new { name = "Editor", description = "Edits", permissions = new[] { "audit.read", "identity.read" } });
        var read = await client.GetAsync(made.Headers["Location"]);
        var described = await SendAsync(client, HttpMethod.Patch, made.Headers["Location"], new { description = "Edits all" });
        var filled = await SendAsync(client, HttpMethod.Put, $"{made.Headers["Location"]}/permissions", new { permissions = new[] { "role.manage" } });

        Assert.Equal((201, "Editor", "Edits", false), (made.Status, made["name"].GetString(), made["description"].GetString(), made["is_built_in"].GetBoolean()));
        Assert.Equal(["audit.read", "identity.read"], Keys(made));
        Assert.Equal((made.Text, made.Headers["ETag"]), (read.Text, read.Headers["ETag"]));
        Assert.Equal((200, "Editor", "Edits all"), (described.Status, described["name"].GetString(), described["description"].GetString()));
        Assert.NotEqual(read.Headers["ETag"], described.Headers["ETag"]);
        Assert.Equal(200, filled.Status);
        Assert.Equal(["role.manage"], Keys(filled));
        Assert.Equal(204, (await SendAsync(client, HttpMethod.Delete, made.Headers["Location"])).Status);
        (await client.GetAsync(made.Headers["Location"])).Refused(404, "not_found");

        static IEnumerable<string?> Keys(ApiReply reply) => reply["permissions"].EnumerateArray().Select(k => k.GetString());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A39_What_breaks_a_rule_is_said_beside_its_field(Database database)
    {
        var (w, client) = await StartAsync(database);
        var role = (await client.PostAsync("roles", new { name = "Editor" })).Headers["Location"];
        var admin = await w.App.RoleNamedAsync(w.Account.Production, BuiltInRoles.Admin);

        Assert.Equal(["name"], (await client.PostAsync("roles", new { })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["name"], (await client.PostAsync("roles", new { name = "editor" })).Refused(409, "role_exists").Fields);
        Assert.Equal(["permissions"], (await client.PostAsync("roles", new { name = "Flyer", permissions = new[] { "invoice.fly" } })).Refused(422, "permission_not_found").Fields);
        Assert.Equal(["permissions"], (await SendAsync(client, HttpMethod.Put, $"{role}/permissions", new { })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["permissions"], (await SendAsync(client, HttpMethod.Put, $"{role}/permissions", new { permissions = new[] { "invoice.fly" } })).Refused(422, "permission_not_found").Fields);
        Assert.Equal(["name"], (await SendAsync(client, HttpMethod.Patch, role, new { name = (string?)null })).Refused(422, "validation_failed").Fields);
        Assert.Equal("", (await SendAsync(client, HttpMethod.Patch, role, new { description = (string?)null }))["description"].GetString());
        (await SendAsync(client, HttpMethod.Patch, role, new { permissions = Array.Empty<string>() })).Refused(400, "unknown_field");
        (await client.PostAsync("roles", new { name = "Flyer", is_built_in = true })).Refused(400, "unknown_field");
        (await SendAsync(client, HttpMethod.Patch, $"/api/v1/roles/{admin}", new { name = "Boss" })).Refused(409, "role_built_in");
        (await SendAsync(client, HttpMethod.Delete, $"/api/v1/roles/{admin}")).Refused(409, "role_built_in");
        (await SendAsync(client, HttpMethod.Put, $"/api/v1/roles/{admin}/permissions", new { permissions = Array.Empty<string>() })).Refused(409, "role_built_in");
        await w.App.AssignAsync(w.Account, Guid.Parse(role.Split('/')[^1]), w.Account.Production, w.Account.Admin.Id);
        (await SendAsync(client, HttpMethod.Delete, role)).Refused(409, "role_in_use");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_stale_If_Match_changes_nothing(Database database)
    {
        var (_, client) = await StartAsync(database);
        var made = await client.PostAsync("roles", new { name = "Editor" });
        var path = made.Headers["Location"];
        var now = await SendAsync(client, HttpMethod.Put, $"{path}/permissions", new { permissions = new[] { "audit.read" } }, made.Headers["ETag"]);

        (await SendAsync(client, HttpMethod.Put, $"{path}/permissions", new { permissions = new[] { "role.manage" } }, made.Headers["ETag"])).Refused(412, "precondition_failed");
        (await SendAsync(client, HttpMethod.Patch, path, new { name = "Writer" }, made.Headers["ETag"])).Refused(412, "precondition_failed");
        (await SendAsync(client, HttpMethod.Delete, path, null, made.Headers["ETag"])).Refused(412, "precondition_failed");
        Assert.Equal(200, (await SendAsync(client, HttpMethod.Patch, path, new { name = "Writer" }, now.Headers["ETag"])).Status);
        Assert.Equal(204, (await SendAsync(client, HttpMethod.Delete, path, null, "*")).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_A37_A38_Nothing_beyond_ones_rights_or_outside_ones_environment(Database database)
    {
        var (w, client) = await StartAsync(database);
        var production = w.Account.Production;
        var role = (await client.PostAsync("roles", new { name = "Editor", permissions = new[] { "audit.read" } })).Headers["Location"];
        var permission = (await client.PostAsync("permissions", new { key = "invoice.read" })).Headers["Location"];
        using var small = await ApiClient.WithKeyAsync(w.App, w.Account, await w.App.RoleAsync(w.Account, production, [Permissions.RoleManage, Permissions.IdentityRead]));
        using var reader = await ApiClient.WithKeyAsync(w.App, w.Account, await w.App.RoleAsync(w.Account, production, [Permissions.IdentityRead]));
        using var blind = await ApiClient.WithKeyAsync(w.App, w.Account, await w.App.RoleAsync(w.Account, production, [Permissions.AuditRead]));
        using var local = await ApiClient.WithKeyAsync(w.App, w.Account, node: await w.App.NodeAsync(w.Account, production, "EMEA"));
        using var elsewhere = await ApiClient.WithKeyAsync(w.App, w.Account, environment: w.Account.Development);
        using var foreign = await ApiClient.WithKeyAsync(w.App, await w.App.AccountAsync());

        (await small.PostAsync("roles", new { name = "Auditor", permissions = new[] { "audit.read" } })).Refused(403, "grant_exceeds_own_rights");
        (await SendAsync(small, HttpMethod.Put, $"{role}/permissions", new { permissions = Array.Empty<string>() })).Refused(403, "grant_exceeds_own_rights");
        (await SendAsync(small, HttpMethod.Delete, permission)).Refused(403, "grant_exceeds_own_rights");
        foreach (var weak in new[] { reader, local })
        {
            Assert.Equal(200, (await weak.GetAsync(role)).Status);
            Assert.Equal(200, (await weak.GetAsync(permission)).Status);
            (await weak.PostAsync("roles", new { name = "Auditor" })).Refused(403, "forbidden");
            (await weak.PostAsync("permissions", new { key = "invoice.pay" })).Refused(403, "forbidden");
            (await SendAsync(weak, HttpMethod.Delete, role)).Refused(403, "forbidden");
        }

        foreach (var path in new[] { "roles", "permissions", role, permission }) (await blind.GetAsync(path)).Refused(403, "forbidden");
        foreach (var stranger in new[] { elsewhere, foreign })
        {
            (await stranger.GetAsync(role)).Refused(404, "not_found");
            (await stranger.GetAsync(permission)).Refused(404, "not_found");
            (await SendAsync(stranger, HttpMethod.Patch, role, new { name = "Mine" })).Refused(404, "not_found");
            (await SendAsync(stranger, HttpMethod.Put, $"{role}/permissions", new { permissions = Array.Empty<string>() })).Refused(404, "not_found");
            (await SendAsync(stranger, HttpMethod.Delete, role)).Refused(404, "not_found");
            (await SendAsync(stranger, HttpMethod.Delete, permission)).Refused(404, "not_found");
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_catalogue_takes_keys_and_keeps_the_dashboards_own(Database database)
    {
        var (_, client) = await StartAsync(database);

        var made = await client.PostAsync("permissions", new { key = "invoice.line.read", description = "Read lines" });
        var own = (await client.GetAsync("permissions?take=200"))["items"].EnumerateArray().Single(p => p.GetProperty("key").GetString() == "audit.read").GetProperty("id").GetGuid();

        Assert.Equal((201, "invoice.line.read", "invoice.line", "read", "Read lines", false), (
            made.Status, made["key"].GetString(), made["resource"].GetString(), made["action"].GetString(), made["description"].GetString(), made["is_built_in"].GetBoolean()));
        Assert.Equal(made.Text, (await client.GetAsync(made.Headers["Location"])).Text);
        (await client.PostAsync("permissions", new { key = "invoice.line.read" })).Refused(409, "permission_exists");
        Assert.Equal(["key"], (await client.PostAsync("permissions", new { key = "Invoice" })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["key"], (await client.PostAsync("permissions", new { })).Refused(422, "validation_failed").Fields);
        (await SendAsync(client, HttpMethod.Delete, $"/api/v1/permissions/{own}")).Refused(409, "permission_built_in");
        Assert.Equal(204, (await SendAsync(client, HttpMethod.Delete, made.Headers["Location"])).Status);
        (await client.GetAsync(made.Headers["Location"])).Refused(404, "not_found");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Both_lists_page_to_the_end_without_loss(Database database)
    {
        var (_, client) = await StartAsync(database);
        foreach (var name in new[] { "editor", "Éditeur", "Auditor", "Zed" }) Assert.Equal(201, (await client.PostAsync("roles", new { name })).Status);

        foreach (var (path, name) in new[] { ("roles", "name"), ("permissions", "key") })
        {
            var found = new List<string>();
            var total = (await client.GetAsync($"{path}?include_count=true"))["pagination"].GetProperty("item_count").GetInt32();
            for (var next = $"{path}?take=2"; next is not null;)
            {
                var page = await client.GetAsync(next);
                found.AddRange(page["items"].EnumerateArray().Select(i => i.GetProperty(name).GetString()!));
                next = page.Headers.TryGetValue("Link", out var link) ? link.Split('<', '>')[1] : null;
            }

            Assert.Equal((total, total), (found.Count, found.Distinct(StringComparer.Ordinal).Count()));
            (await client.GetAsync($"{path}?search=x")).Refused(400, "unknown_parameter");
        }
    }

    private sealed record World(TestApp App, TestAccount Account);

    private static async Task<(World World, ApiClient Client)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return (new World(app, account), await ApiClient.WithKeyAsync(app, account));
    }

    private static Task<ApiReply> SendAsync(ApiClient client, HttpMethod method, string path, object? body = null, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : System.Net.Http.Json.JsonContent.Create(body) };
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return client.SendAsync(request);
    }
}
