using IdentityDashboard.Features.Access;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Audit;

/// <summary>/audit-events of the REST API.</summary>
public sealed class AuditApiTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S92_What_a_key_did_is_told_with_who_whom_and_what_changed(Database database)
    {
        var (_, _, client) = await StartAsync(database);
        var role = await client.PostAsync("roles", new { name = "Editor", description = "Edits" });
        var id = role["id"].GetGuid();
        using (var patch = new HttpRequestMessage(HttpMethod.Patch, role.Headers["Location"]) { Content = System.Net.Http.Json.JsonContent.Create(new { name = "Writer" }) }) await client.SendAsync(patch);

        var found = await client.GetAsync($"audit-events?target_id={id}");
        var newest = found["items"][0];
        var one = await client.GetAsync($"audit-events/{newest.GetProperty("id").GetGuid()}");

        Assert.Equal(["role.updated", "role.created"], Actions(found));
        Assert.Equal(("api_key", "HR sync"), (newest.GetProperty("actor").GetProperty("kind").GetString(), newest.GetProperty("actor").GetProperty("name").GetString()));
        Assert.Equal(("role", id, "Writer"), (newest.GetProperty("target").GetProperty("kind").GetString(), newest.GetProperty("target").GetProperty("id").GetGuid(), newest.GetProperty("target").GetProperty("name").GetString()));
        Assert.Equal(("Editor", "Writer"), (newest.GetProperty("changes").GetProperty("name").GetProperty("old").GetString(), newest.GetProperty("changes").GetProperty("name").GetProperty("new").GetString()));
        Assert.True(newest.GetProperty("sequence").GetInt64() > found["items"][1].GetProperty("sequence").GetInt64());
        Assert.EndsWith("Z", newest.GetProperty("at").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(newest.GetProperty("ip").GetString()!);
        Assert.Equal(newest.GetRawText(), one.Json.GetRawText());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task It_is_filtered_and_paged_to_the_end_without_loss(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        for (var i = 0; i < 5; i++) await client.PostAsync("roles", new { name = $"Role {i}" });
        var all = await app.QueryAsync(db => Task.FromResult(db.AuditEntries.Count(e => e.AccountId == account.Id)));
        var (before, after) = (DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));

        foreach (var filter in new[] { "", $"from={Uri.EscapeDataString(before.ToString("O"))}&to={Uri.EscapeDataString(after.ToString("O"))}&" })
        {
            var found = new List<long>();
            for (var next = $"audit-events?{filter}take=4"; next is not null;)
            {
                var page = await client.GetAsync(next);
                Assert.Equal(200, page.Status);
                found.AddRange(page["items"].EnumerateArray().Select(i => i.GetProperty("sequence").GetInt64()));
                next = page.Headers.TryGetValue("Link", out var link) ? link.Split('<', '>')[1] : null;
            }

            Assert.Equal(all, found.Count);
            Assert.Equal(found.Distinct().OrderDescending(), found);
        }

        Assert.All(Actions(await client.GetAsync("audit-events?action=role.created")), a => Assert.Equal("role.created", a));
        Assert.Equal(5, (await client.GetAsync("audit-events?action=role.created"))["items"].GetArrayLength());
        Assert.Equal(0, (await client.GetAsync($"audit-events?from={Uri.EscapeDataString(after.ToString("O"))}"))["items"].GetArrayLength());
        Assert.Equal(0, (await client.GetAsync($"audit-events?to={Uri.EscapeDataString(before.ToString("O"))}"))["items"].GetArrayLength());
        Assert.NotEqual(0, (await client.GetAsync($"audit-events?actor_id={account.Admin.Id}"))["items"].GetArrayLength());
        foreach (var bad in new[] { "action=role.flown", "from=yesterday", "actor_id=1", "take=201" }) (await client.GetAsync($"audit-events?{bad}")).Refused(400, "invalid_parameter");
        (await client.GetAsync("audit-events?sort=at")).Refused(400, "unknown_parameter");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A33_A37_It_takes_the_right_to_read_it_and_tells_nothing_of_other_accounts(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var reader = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]));
        using var blind = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]));
        using var local = await ApiClient.WithKeyAsync(app, account, node: await app.NodeAsync(account, account.Production, "EMEA"));
        using var foreign = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        var role = (await client.PostAsync("roles", new { name = "Editor" }))["id"].GetGuid();
        var entry = (await reader.GetAsync($"audit-events?target_id={role}"))["items"][0].GetProperty("id").GetGuid();

        foreach (var weak in new[] { blind, local })
        {
            (await weak.GetAsync("audit-events")).Refused(403, "forbidden");
            (await weak.GetAsync($"audit-events/{entry}")).Refused(403, "forbidden");
        }

        (await foreign.GetAsync($"audit-events/{entry}")).Refused(404, "not_found");
        Assert.Equal(0, (await foreign.GetAsync($"audit-events?target_id={role}"))["items"].GetArrayLength());
        Assert.Equal(200, (await reader.GetAsync($"audit-events/{entry}")).Status);
    }

    private static IEnumerable<string?> Actions(ApiReply reply) => reply["items"].EnumerateArray().Select(i => i.GetProperty("action").GetString());

    private static async Task<(TestApp App, TestAccount Account, ApiClient Client)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return (app, account, await ApiClient.WithKeyAsync(app, account));
    }
}
