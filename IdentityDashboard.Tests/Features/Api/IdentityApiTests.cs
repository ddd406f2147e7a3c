using System.Text.Json;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>/identities of the REST API.</summary>
public sealed class IdentityApiTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S52_S55_S56_Create_answers_the_whole_identity_already_there(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);
        var (email, role) = (AccountSetup.Email(), await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee));
        var group = await app.GroupAsync(account);

        var made = await client.PostAsync("identities", new
        {
            email, first_name = "Pat", last_name = "Lee", phone = "+44 20 7946 0018", external_id = "hr-17", email_verified = true, group_ids = new[] { group.Id }, role_id = role, node_id = account.Production.RootNodeId,
        });

        Assert.Equal(201, made.Status);
        Assert.Equal((email, "Pat", "Lee", "Pat Lee", "active", "Local", "hr-17", "default"), (
            made["email"].GetString(), made["first_name"].GetString(), made["last_name"].GetString(), made["full_name"].GetString(), made["state"].GetString(), made["source"].GetString(),
            made["external_id"].GetString(), made["schema_id"].GetString()));
        Assert.True(made["email_verified"].GetBoolean());
        Assert.False(made["must_change_password"].GetBoolean());
        Assert.Equal(group.Id, made["group_ids"][0].GetGuid());
        Assert.Equal((role, account.Production.RootNodeId), (made["assignment"].GetProperty("role_id").GetGuid(), made["assignment"].GetProperty("node_id").GetGuid()));
        Assert.EndsWith("Z", made["created_at"].GetString(), StringComparison.Ordinal);
        var read = await client.GetAsync(made.Headers["Location"]);
        Assert.Equal(200, read.Status);
        Assert.Equal(made["id"].GetGuid(), read["id"].GetGuid());
        Assert.Equal(made.Headers["ETag"], read.Headers["ETag"]);
        (await client.PostAsync("identities", new { email, full_name = "Pat Lee" })).Refused(409, "email_exists");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S57_S58_Bulk_takes_each_row_on_its_own(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var client = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        var twice = AccountSetup.Email();

        var mixed = await client.PostAsync("identities/bulk-create", new
        {
            identities = new object[] { Row(twice), new { email = "nobody" }, Row(twice), Row(AccountSetup.Email()) },
        });
        var good = await client.PostAsync("identities/bulk-create", new { identities = new[] { Row(AccountSetup.Email()) } });
        var many = await client.PostAsync("identities/bulk-create", new { identities = Enumerable.Range(0, 201).Select(_ => Row(AccountSetup.Email())) });

        Assert.Equal(207, mixed.Status);
        Assert.Equal((4, 2, 2), (Sum("total"), Sum("succeeded"), Sum("failed")));
        Assert.Equal([201, 422, 409, 201], mixed["results"].EnumerateArray().Select(r => r.GetProperty("code").GetInt32()));
        Assert.Equal(["success", "error", "error", "success"], mixed["results"].EnumerateArray().Select(r => r.GetProperty("status").GetString()));
        Assert.Equal("validation_failed", mixed["results"][1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(twice, mixed["results"][0].GetProperty("data").GetProperty("email").GetString());
        Assert.Equal(200, good.Status);
        many.Refused(400, "bulk_limit_exceeded");

        int Sum(string name) => mixed["summary"].GetProperty(name).GetInt32();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Lists_page_by_key_and_count_when_asked(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        foreach (var name in new[] { "Ann", "Ben", "Cid", "Dot" }) await app.PersonAsync(account, name, "Holt");
        using var client = await ApiClient.WithKeyAsync(app, account);

        var first = await client.GetAsync("identities?search=holt&take=3&include_count=true");
        var second = await client.GetAsync(first.Headers["Link"].Split('<', '>')[1]);

        Assert.Equal(["Ann", "Ben", "Cid"], Names(first));
        Assert.Equal(4, first["pagination"].GetProperty("item_count").GetInt32());
        Assert.Equal(["Dot"], Names(second));
        Assert.False(second["pagination"].GetProperty("has_next_page").GetBoolean());
        Assert.Equal(JsonValueKind.Null, second["pagination"].GetProperty("next_page_token").ValueKind);
        Assert.False(second.Headers.ContainsKey("Link"));

        static IEnumerable<string?> Names(ApiReply reply) => reply["items"].EnumerateArray().Select(i => i.GetProperty("first_name").GetString());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_A38_Nothing_outside_the_keys_environment_exists_for_it(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (account, other) = (await app.AccountAsync(), await app.AccountAsync());
        var (pat, theirs) = (await app.PersonAsync(account), await app.PersonAsync(other));
        using var client = await ApiClient.WithKeyAsync(app, account);
        using var blind = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]));
        var development = await app.RoleNamedAsync(account.Development, BuiltInRoles.Grantee);

        Assert.Equal(200, (await client.GetAsync($"identities/{pat.Id}")).Status);
        foreach (var call in new[] { "suspend", "activate", "deactivate" }) (await client.PostAsync($"identities/{theirs.Id}/{call}", null)).Refused(404, "not_found");
        (await client.GetAsync($"identities/{theirs.Id}")).Refused(404, "not_found");
        (await client.PostAsync("identities", new { email = AccountSetup.Email(), full_name = "Pat Lee", role_id = development, node_id = account.Development.RootNodeId })).Refused(404, "role_not_found");
        foreach (var filter in new[] { $"role_id={development}", $"node_id={account.Development.RootNodeId}", $"group_id={Guid.NewGuid()}" }) (await client.GetAsync($"identities?{filter}")).Refused(404, "not_found");
        Assert.Equal(200, (await client.GetAsync($"identities?node_id={account.Production.RootNodeId}")).Status);
        (await blind.GetAsync("identities")).Refused(403, "forbidden");
        (await blind.GetAsync($"identities/{pat.Id}")).Refused(404, "not_found");
        (await blind.PostAsync("identities", Row(AccountSetup.Email()))).Refused(403, "forbidden");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task States_change_and_a_stale_If_Match_is_refused(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        using var client = await ApiClient.WithKeyAsync(app, account);
        var before = (await client.GetAsync($"identities/{pat.Id}")).Headers["ETag"];

        var suspended = await client.PostAsync($"identities/{pat.Id}/suspend", null);

        Assert.Equal((200, "suspended"), (suspended.Status, suspended["state"].GetString()));
        Assert.NotEqual(before, suspended.Headers["ETag"]);
        (await client.SendAsync(Delete(before))).Refused(412, "precondition_failed");
        Assert.Equal(204, (await client.SendAsync(Delete(suspended.Headers["ETag"]))).Status);
        (await client.GetAsync($"identities/{pat.Id}")).Refused(404, "not_found");

        HttpRequestMessage Delete(string etag)
        {
            var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/identities/{pat.Id}");
            request.Headers.TryAddWithoutValidation("If-Match", etag);
            return request;
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_many_changes_for_one_version_at_once_one_is_made(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        using var client = await ApiClient.WithKeyAsync(app, account);
        var version = (await client.GetAsync($"identities/{pat.Id}")).Headers["ETag"];

        var statuses = (await Task.WhenAll(Enumerable.Range(0, 6).Select(async n =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/identities/{pat.Id}/{(n % 2 == 0 ? "suspend" : "deactivate")}");
            request.Headers.TryAddWithoutValidation("If-Match", version);
            return (await client.SendAsync(request)).Status;
        }))).Order();

        Assert.Equal([200, 412, 412, 412, 412, 412], statuses);
    }

    private static object Row(string email) => new { email, first_name = "Pat", last_name = "Lee" };
}
