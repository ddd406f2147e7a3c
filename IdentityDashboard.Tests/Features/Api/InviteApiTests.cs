using System.Text.Json;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>/identity-invites of the REST API.</summary>
public sealed class InviteApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Create_mails_a_link_that_no_answer_tells(Database database)
    {
        var (app, _, client) = await StartAsync(database);
        using var _c = client;
        var email = AccountSetup.Email();

        var made = await client.PostAsync("identity-invites", new { email });

        Assert.Equal(201, made.Status);
        Assert.Equal(["id", "email", "status", "expires_at"], made.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal((email, "pending"), (made["email"].GetString(), made["status"].GetString()));
        Assert.Equal($"/api/v1/identity-invites/{made["id"].GetGuid()}", made.Headers["Location"]);
        Assert.EndsWith("Z", made["expires_at"].GetString(), StringComparison.Ordinal);
        Assert.InRange(made["expires_at"].GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));
        Assert.Equal(1, await MailsAsync(app, made["id"].GetGuid()));
        var read = await client.GetAsync(made.Headers["Location"]);
        Assert.Equal((200, made["expires_at"].GetDateTimeOffset().ToUnixTimeMilliseconds()), (read.Status, read["expires_at"].GetDateTimeOffset().ToUnixTimeMilliseconds()));
        Assert.DoesNotContain("accept", read.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S93_A11_Without_mail_the_link_is_told_once_and_gives_what_was_promised(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var (grantee, node, group) = (await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), await app.NodeAsync(account, account.Production, "EMEA"), await app.GroupAsync(account));

        var made = await client.PostAsync("identity-invites", new
        {
            email = AccountSetup.Email(), first_name = "Pat", last_name = "Lee", role_id = grantee, node_id = node, group_ids = new[] { group.Id, group.Id }, note = "Hello\nyou", expires_in_days = 30, send_email = false,
        });

        Assert.Equal(201, made.Status);
        var link = new Uri(made["accept_url"].GetString()!);
        Assert.InRange(made["expires_at"].GetDateTimeOffset() - DateTimeOffset.UtcNow, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30));
        Assert.Equal(0, await MailsAsync(app, made["id"].GetGuid()));
        foreach (var path in new[] { $"identity-invites/{made["id"].GetGuid()}", "identity-invites" }) Assert.DoesNotContain("accept_url", (await client.GetAsync(path)).Text, StringComparison.Ordinal);
        var accepted = await app.Service<Acceptance>().AcceptAsync(link.AbsolutePath.Split('/')[^1], new AcceptForm("Pat", "Lee", TestAccount.Password, null, null), Ct);
        Assert.True(accepted.Succeeded);
        Assert.Equal("accepted", (await client.GetAsync($"identity-invites/{made["id"].GetGuid()}"))["status"].GetString());
        var person = await client.GetAsync($"identities/{accepted.Value.IdentityId}");
        Assert.Equal(group.Id, Assert.Single(person["group_ids"].EnumerateArray()).GetGuid());
        Assert.Equal(node, await app.QueryAsync(db => db.Assignments.Where(a => a.IdentityId == accepted.Value.IdentityId && a.RoleId == grantee).Select(a => a.NodeId).SingleAsync(Ct)));
        (await client.PostAsync($"identity-invites/{made["id"].GetGuid()}/resend", null)).Refused(409, "already_accepted");
        (await client.DeleteAsync($"identity-invites/{made["id"].GetGuid()}")).Refused(409, "already_accepted");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_breaks_a_rule_is_named_field_by_field(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var (role, root) = (await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production.RootNodeId);
        var email = AccountSetup.Email();

        Assert.Equal(["email"], (await client.PostAsync("identity-invites", new { })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["email"], (await client.PostTextAsync("identity-invites", """{"email": null}""")).Refused(422, "validation_failed").Fields);
        Assert.Equal(["email", "expires_in_days", "node_id", "note"], (await client.PostAsync("identity-invites", new { email = "user@localhost", expires_in_days = 31, note = new string('x', 1001), role_id = role }))
            .Refused(422, "validation_failed").Fields.Order(StringComparer.Ordinal));
        Assert.Equal(["expires_in_days"], (await client.PostAsync("identity-invites", new { email, expires_in_days = 0 })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["note"], (await client.PostAsync("identity-invites", new { email, note = "a\0b" })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["role_id"], (await client.PostAsync("identity-invites", new { email, node_id = root })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["first_name"], (await client.PostAsync("identity-invites", new { email, first_name = new string('x', 101), last_name = "Lee" })).Refused(422, "validation_failed").Fields);
        (await client.PostAsync("identity-invites", new { email, role_id = Guid.NewGuid(), node_id = root })).Refused(422, "role_not_found");
        (await client.PostAsync("identity-invites", new { email, role_id = role, node_id = account.Development.RootNodeId })).Refused(422, "node_not_found");
        (await client.PostAsync("identity-invites", new { email, group_ids = new[] { Guid.NewGuid() } })).Refused(422, "group_not_found");
        (await client.PostAsync("identity-invites", new { email, expires_in_days = "7" })).Refused(422, "validation_failed");
        foreach (var field in new[] { "accept_url", "status", "tenant_id", "phone" }) (await client.PostAsync("identity-invites", new Dictionary<string, object> { ["email"] = email, [field] = "x" })).Refused(400, "unknown_field");
        (await client.PostAsync("identity-invites", new { email = (await app.PersonAsync(account)).Email })).Refused(409, "already_member");
        Assert.Equal(201, (await client.PostAsync("identity-invites", new { email })).Status);
        (await client.PostAsync("identity-invites", new { email })).Refused(409, "already_invited");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A10_Resend_makes_a_new_link_and_revoke_ends_it(Database database)
    {
        var (app, _, client) = await StartAsync(database);
        using var _c = client;
        var made = await client.PostAsync("identity-invites", new { email = AccountSetup.Email(), expires_in_days = 1, send_email = false });
        var path = $"identity-invites/{made["id"].GetGuid()}";

        var resent = await client.PostAsync($"{path}/resend", null);

        Assert.Equal((202, "pending"), (resent.Status, resent["status"].GetString()));
        Assert.Equal(["id", "email", "status", "expires_at"], resent.Json.EnumerateObject().Select(p => p.Name));
        Assert.True(resent["expires_at"].GetDateTimeOffset() > made["expires_at"].GetDateTimeOffset().AddDays(5));
        Assert.Equal(1, await MailsAsync(app, made["id"].GetGuid()));
        Assert.False((await app.Service<Acceptance>().OpenAsync(made["accept_url"].GetString()!.Split('/')[^1], Ct)).Succeeded);
        await ExpireAsync(app, made["id"].GetGuid());
        Assert.Equal("expired", (await client.GetAsync(path))["status"].GetString());
        Assert.Equal("pending", (await client.PostAsync($"{path}/resend", null))["status"].GetString());
        Assert.Equal(204, (await client.DeleteAsync(path)).Status);
        Assert.Equal("revoked", (await client.GetAsync(path))["status"].GetString());
        (await client.PostAsync($"{path}/resend", null)).Refused(409, "already_revoked");
        (await client.DeleteAsync(path)).Refused(409, "already_revoked");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_is_in_the_directory_is_invited_again_after_the_time(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var email = AccountSetup.Email();
        await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(), new NewIdentity(email, "Pat", "Lee"), Ct);
        var first = await client.PostAsync("identity-invites", new { email });
        await ExpireAsync(app, first["id"].GetGuid());

        var second = await client.PostAsync("identity-invites", new { email });

        Assert.Equal((201, 201), (first.Status, second.Status));
        Assert.Equal("revoked", (await client.GetAsync($"identity-invites/{first["id"].GetGuid()}"))["status"].GetString());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Lists_are_newest_first_narrowed_paged_and_counted(Database database)
    {
        var (app, _, client) = await StartAsync(database);
        using var _c = client;
        var ids = new List<Guid>();
        foreach (var name in new[] { "ann", "ben", "cid", "dot" }) ids.Add((await client.PostAsync("identity-invites", new { email = AccountSetup.Email(name), first_name = name, last_name = "Holt" }))["id"].GetGuid());
        await ExpireAsync(app, ids[1]);
        await client.DeleteAsync($"identity-invites/{ids[2]}");

        var first = await client.GetAsync("identity-invites?search=HOLT&take=3&include_count=true");
        var second = await client.GetAsync(first.Headers["Link"].Split('<', '>')[1]);

        Assert.Equal([ids[3], ids[2], ids[1]], Ids(first));
        Assert.Equal(["pending", "revoked", "expired"], first["items"].EnumerateArray().Select(i => i.GetProperty("status").GetString()));
        Assert.Equal(4, first["pagination"].GetProperty("item_count").GetInt32());
        Assert.Equal([ids[0]], Ids(second));
        Assert.False(second.Headers.ContainsKey("Link"));
        foreach (var (status, expected) in new (string, Guid[])[] { ("pending", [ids[3], ids[0]]), ("expired", [ids[1]]), ("revoked", [ids[2]]), ("accepted", []) }) Assert.Equal(expected, Ids(await client.GetAsync($"identity-invites?status={status}")));
        Assert.Equal([ids[0]], Ids(await client.GetAsync("identity-invites?search=ann")));
        Assert.False((await client.GetAsync("identity-invites"))["pagination"].TryGetProperty("item_count", out var _));
        Assert.Empty(Ids(await client.GetAsync("identity-invites?search=100%25_")));
        foreach (var list in new[] { "identity-invites", "identities" }) (await client.GetAsync($"{list}?search=a%00b")).Refused(400, "invalid_parameter");
        (await client.GetAsync("identity-invites?status=open")).Refused(400, "invalid_parameter");
        (await client.GetAsync("identity-invites?sort=token_hash")).Refused(400, "unknown_parameter");
        (await client.GetAsync($"identity-invites?status=pending&page_token={first["pagination"].GetProperty("next_page_token").GetString()}")).Refused(400, "invalid_page_token");

        static IEnumerable<Guid> Ids(ApiReply reply) => reply["items"].EnumerateArray().Select(i => i.GetProperty("id").GetGuid());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Bulk_takes_each_row_on_its_own_and_a_replay_doubles_nothing(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var (twice, refusedFirst, key) = (AccountSetup.Email(), AccountSetup.Email(), Guid.NewGuid().ToString());
        var body = new
        {
            invites = new object[] { Row(twice), new { email = "nobody" }, Row(twice.ToUpperInvariant()), new { email = refusedFirst, role_id = Guid.NewGuid(), node_id = account.Production.RootNodeId }, Row(refusedFirst), new { email = AccountSetup.Email(), send_email = false } },
        };

        var mixed = await client.PostAsync("identity-invites/bulk-create", body, key);
        var again = await client.PostAsync("identity-invites/bulk-create", body, key);
        var good = await client.PostAsync("identity-invites/bulk-create", new { invites = Enumerable.Range(0, 200).Select(_ => Row(AccountSetup.Email())) });

        Assert.Equal((207, 207, "true"), (mixed.Status, again.Status, again.Headers["Idempotency-Replayed"]));
        Assert.Equal(mixed.Text, again.Text);
        Assert.Equal([201, 422, 409, 422, 201, 201], mixed["results"].EnumerateArray().Select(r => r.GetProperty("code").GetInt32()));
        Assert.Equal("""{"total":6,"succeeded":3,"failed":3}""", mixed["summary"].GetRawText());
        Assert.Equal([0, 1, 2, 3, 4, 5], mixed["results"].EnumerateArray().Select(r => r.GetProperty("index").GetInt32()));
        Assert.Equal("already_invited", mixed["results"][2].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal([false, true], new[] { 0, 5 }.Select(i => mixed["results"][i].GetProperty("data").TryGetProperty("accept_url", out var _)));
        Assert.Equal((200, 200), (good.Status, good["summary"].GetProperty("succeeded").GetInt32()));
        Assert.Equal(203, await app.QueryAsync(db => db.Invitations.CountAsync(i => i.AccountId == account.Id, Ct)));
        (await client.PostAsync("identity-invites/bulk-create", new { invites = Enumerable.Range(0, 201).Select(_ => Row(AccountSetup.Email())) })).Refused(400, "bulk_limit_exceeded");
        (await client.PostAsync("identity-invites/bulk-create", new { invites = Array.Empty<object>() })).Refused(422, "validation_failed");
        (await client.PostTextAsync("identity-invites/bulk-create", """{"invites": [null]}""")).Refused(422, "validation_failed");
        (await client.PostTextAsync("identity-invites/bulk-create", """{"invites": [{"email": "a@b.example", "is_admin": true}]}""")).Refused(400, "unknown_field");
        Assert.Equal(203, await app.QueryAsync(db => db.Invitations.CountAsync(i => i.AccountId == account.Id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A13_A34_A37_A38_A_key_invites_and_sees_as_far_as_its_role_goes(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        using var other = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        using var development = await ApiClient.WithKeyAsync(app, account, environment: account.Development);
        using var reader = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]));
        using var blind = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]));
        using var manager = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead, Permissions.IdentityManage]));
        var id = (await client.PostAsync("identity-invites", new { email = AccountSetup.Email() }))["id"].GetGuid();

        foreach (var stranger in new[] { other, development, blind })
        {
            (await stranger.GetAsync($"identity-invites/{id}")).Refused(404, "not_found");
            (await stranger.PostAsync($"identity-invites/{id}/resend", null)).Refused(404, "not_found");
            (await stranger.DeleteAsync($"identity-invites/{id}")).Refused(404, "not_found");
        }

        Assert.Equal("pending", (await reader.GetAsync($"identity-invites/{id}"))["status"].GetString());
        (await reader.PostAsync($"identity-invites/{id}/resend", null)).Refused(403, "forbidden");
        (await reader.DeleteAsync($"identity-invites/{id}")).Refused(403, "forbidden");
        (await reader.PostAsync("identity-invites", Row(AccountSetup.Email()))).Refused(403, "forbidden");
        (await blind.GetAsync("identity-invites")).Refused(403, "forbidden");
        Assert.Empty((await development.GetAsync("identity-invites"))["items"].EnumerateArray());
        Assert.Empty((await other.GetAsync("identity-invites"))["items"].EnumerateArray());
        var admin = await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin);
        (await manager.PostAsync("identity-invites", new { email = AccountSetup.Email(), role_id = admin, node_id = account.Production.RootNodeId })).Refused(403, "grant_exceeds_own_rights");
        Assert.Equal("pending", (await client.GetAsync($"identity-invites/{id}"))["status"].GetString());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_A_key_of_a_node_sees_and_sends_invitations_there_alone(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var (emea, apac) = (await app.NodeAsync(account, account.Production, "EMEA"), await app.NodeAsync(account, account.Production, "APAC"));
        var berlin = await app.NodeAsync(account, account.Production, "Berlin", emea);
        var grantee = await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee);
        using var lead = await ApiClient.WithKeyAsync(app, account, node: emea);
        var (there, everywhere) = (await InviteAsync(client, grantee, apac), (await client.PostAsync("identity-invites", Row(AccountSetup.Email())))["id"].GetGuid());
        var mine = await InviteAsync(lead, grantee, berlin);

        foreach (var hidden in new[] { there, everywhere })
        {
            (await lead.GetAsync($"identity-invites/{hidden}")).Refused(404, "not_found");
            (await lead.PostAsync($"identity-invites/{hidden}/resend", null)).Refused(404, "not_found");
            (await lead.DeleteAsync($"identity-invites/{hidden}")).Refused(404, "not_found");
        }

        Assert.Equal([mine], (await lead.GetAsync("identity-invites?include_count=true"))["items"].EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal(202, (await lead.PostAsync($"identity-invites/{mine}/resend", null)).Status);
        Assert.Equal(204, (await lead.DeleteAsync($"identity-invites/{mine}")).Status);
        (await lead.PostAsync("identity-invites", Row(AccountSetup.Email()))).Refused(403, "forbidden");
        (await lead.PostAsync("identity-invites", new { email = AccountSetup.Email(), role_id = grantee, node_id = apac })).Refused(422, "node_not_found");
        Assert.Equal(3, (await client.GetAsync("identity-invites"))["items"].GetArrayLength());
    }

    private static async Task<Guid> InviteAsync(ApiClient client, Guid role, Guid node) =>
        (await client.PostAsync("identity-invites", new { email = AccountSetup.Email(), role_id = role, node_id = node }))["id"].GetGuid();

    private static async Task<(TestApp App, TestAccount Account, ApiClient Client)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return (app, account, await ApiClient.WithKeyAsync(app, account));
    }

    private static object Row(string email) => new { email };

    private static Task<int> MailsAsync(TestApp app, Guid id) => app.QueryAsync(db => db.MailOutbox.CountAsync(m => m.RelatedId == id, Ct));

    private static Task<int> ExpireAsync(TestApp app, Guid id) =>
        app.QueryAsync(db => db.Invitations.Where(i => i.Id == id).ExecuteUpdateAsync(s => s.SetProperty(i => i.ExpiresAt, DateTimeOffset.UtcNow.AddDays(-1)), Ct));
}
