using System.Text.Json;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>PATCH and restore of /identities, and what programs keep with a record.</summary>
public sealed class IdentityPatchApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_merge_patch_changes_what_it_names_and_stands_in_the_audit_old_and_new(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var pat = await app.PersonAsync(account);
        var before = await client.GetAsync($"identities/{pat.Id}");
        var email = AccountSetup.Email("moss");

        var reply = await client.PatchAsync($"identities/{pat.Id}", $$"""
            {"email": "{{email}}", "last_name": "Moss", "phone": "+44 20 7946 0018", "external_id": " hr-17 ", "email_verified": true, "must_change_password": true, "require_mfa_enrolment": true, "schema_id": "default"}
            """);

        Assert.Equal(200, reply.Status);
        Assert.Equal((email, "Pat", "Moss", "Pat Moss", "+442079460018", "hr-17"), (Text("email"), Text("first_name"), Text("last_name"), Text("full_name"), Text("phone"), Text("external_id")));
        Assert.True(reply["email_verified"].GetBoolean() && reply["must_change_password"].GetBoolean());
        Assert.False(reply.Json.TryGetProperty("require_mfa_enrolment", out var _unused));
        Assert.NotEqual(before.Headers["ETag"], reply.Headers["ETag"]);
        Assert.Equal(reply.Headers["ETag"], (await client.GetAsync($"identities/{pat.Id}")).Headers["ETag"]);
        Assert.True((await app.FindAsync(pat.Id))!.RequireMfaEnrolment);
        var entry = (await app.AuditAsync(pat.Id))[^1];
        Assert.Equal(AuditActions.UserUpdated, entry.Action);
        Assert.Equal(["email", "email_verified", "external_id", "last_name", "must_change_password", "phone", "require_mfa_enrolment"],
            JsonElement.Parse(entry.Changes).EnumerateObject().Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.Equal("""["Lee","Moss"]""", JsonElement.Parse(entry.Changes).GetProperty("last_name").GetRawText());

        string? Text(string name) => reply[name].GetString();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Null_clears_what_may_be_empty_and_an_empty_patch_changes_nothing(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        await DefineAsync(app, account, "cost_centre");
        var made = await client.PostAsync("identities", new
        {
            email = AccountSetup.Email(), full_name = "Pat Lee", phone = "+44 20 7946 0018", external_id = "hr-17", traits = new { cost_centre = "4100" }, metadata = new { source = "hr" },
        });
        var path = $"identities/{made["id"].GetGuid()}";

        var same = await client.PatchAsync(path, "{}", contentType: "application/json");
        var cleared = await client.PatchAsync(path, """{"phone": null, "external_id": null, "traits": null, "metadata": null}""");

        Assert.Equal(made.Headers["ETag"], same.Headers["ETag"]);
        Assert.Equal("4100", made["traits"].GetProperty("cost_centre").GetString());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, "{}", "{}"), (cleared["phone"].ValueKind, cleared["external_id"].ValueKind, cleared["traits"].GetRawText(), cleared["metadata"].GetRawText()));
        Assert.Null((await app.FindAsync(made["id"].GetGuid()))!.Metadata);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Traits_and_metadata_merge_key_by_key(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        await DefineAsync(app, account, "cost_centre", "floor");
        var made = await client.PostAsync("identities", new
        {
            email = AccountSetup.Email(), full_name = "Pat Lee", traits = new { cost_centre = "4100", floor = "2" }, metadata = new { hr = new { id = 17, site = "Oslo" }, tags = new[] { "a", "b" }, old = true },
        });

        var reply = await client.PatchAsync($"identities/{made["id"].GetGuid()}", """
            {"traits": {"floor": "3"}, "metadata": {"hr": {"site": null, "grade": "Ä"}, "tags": ["c"], "old": null, "new": {"deep": {"gone": null, "kept": 1.50}}}}
            """);

        Assert.Equal(200, reply.Status);
        Assert.Equal("""{"cost_centre":"4100","floor":"3"}""", reply["traits"].GetRawText());
        Assert.Equal("""{"hr":{"id":17,"grade":"Ä"},"tags":["c"],"new":{"deep":{"kept":1.50}}}""", (await app.FindAsync(made["id"].GetGuid()))!.Metadata);
        Assert.Equal(17, reply["metadata"].GetProperty("hr").GetProperty("id").GetInt32());
        var changes = JsonElement.Parse((await app.AuditAsync(made["id"].GetGuid()))[^1].Changes);
        Assert.Equal(["metadata", "traits.floor"], changes.EnumerateObject().Select(c => c.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("Oslo", (await app.AuditAsync(made["id"].GetGuid()))[^1].SearchText, StringComparison.OrdinalIgnoreCase);
        Assert.Empty((await client.GetAsync("identities?search=oslo"))["items"].EnumerateArray());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Metadata_is_an_object_of_at_most_16_KB(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var pat = await app.PersonAsync(account);
        // {"a":"..."} has eight characters besides.
        var (fits, long_) = (new string('x', 16 * 1024 - 8), new string('x', 16 * 1024 - 7));

        var made = await client.PostAsync("identities", new { email = AccountSetup.Email(), full_name = "Pat Lee", metadata = new { a = fits } });
        var bulk = await client.PostAsync("identities/bulk-create", new { identities = new object[] { Person(new { a = long_ }), Person("text"), Person(new { b = 1 }) } });

        Assert.Equal((201, fits), (made.Status, made["metadata"].GetProperty("a").GetString()));
        Assert.Equal("{}", (await client.GetAsync($"identities/{pat.Id}"))["metadata"].GetRawText());
        foreach (var wrong in new object[] { "text", 5, new[] { 1 }, true, new { a = long_ } })
        {
            Assert.Equal(["metadata"], (await client.PostAsync("identities", Person(wrong))).Refused(422, "validation_failed").Fields);
            Assert.Equal(["metadata"], (await client.PatchAsync($"identities/{pat.Id}", new { metadata = wrong })).Refused(422, "validation_failed").Fields);
        }

        Assert.Equal([422, 422, 201], bulk["results"].EnumerateArray().Select(r => r.GetProperty("code").GetInt32()));
        // Parts that fit alone may be too much together.
        (await client.PatchAsync($"identities/{made["id"].GetGuid()}", """{"metadata": {"b": 1}}""")).Refused(422, "validation_failed");
        Assert.Equal(["metadata"], (await client.PatchAsync($"identities/{pat.Id}", """{"metadata": {"a": "\ud800"}}""")).Refused(422, "validation_failed").Fields);
        (await client.PatchAsync($"identities/{pat.Id}", """{"metadata": {"a": 1, "a": 2}}""")).Refused(400, "malformed_json");
        Assert.Equal(200, (await client.PatchAsync($"identities/{pat.Id}", """{"metadata": {"a": "\u0000"}}""")).Status);
        Assert.Equal(2, (await client.GetAsync("identities?take=200"))["items"].EnumerateArray().Count(i => i.GetProperty("metadata").TryGetProperty("a", out var _)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_bulk_that_is_sent_again_doubles_nobody(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var (key, twice) = (Guid.NewGuid().ToString(), AccountSetup.Email());
        var body = new
        {
            identities = new object[] { new { email = twice, full_name = "Pat Lee", require_mfa_enrolment = true, metadata = new { row = 1 } }, new { email = twice, full_name = "Pat Two", metadata = new { row = 2 } }, Person(new { row = 3 }) },
        };

        var first = await client.PostAsync("identities/bulk-create", body, key);
        var again = await client.PostAsync("identities/bulk-create", body, key);

        Assert.Equal((207, first.Text, "true"), (first.Status, again.Text, again.Headers["Idempotency-Replayed"]));
        Assert.Equal([201, 409, 201], first["results"].EnumerateArray().Select(r => r.GetProperty("code").GetInt32()));
        Assert.Equal(1, first["results"][0].GetProperty("data").GetProperty("metadata").GetProperty("row").GetInt32());
        var rows = await app.QueryAsync(db => db.Identities.Where(i => i.AccountId == account.Id && i.Id != account.Admin.Id).OrderBy(i => i.Metadata).ToListAsync(Ct));
        Assert.Equal([("""{"row":1}""", true), ("""{"row":3}""", false)], rows.Select(r => (r.Metadata, r.RequireMfaEnrolment)));
        Assert.Equal("""["no","yes"]""", JsonElement.Parse((await app.AuditAsync(rows[0].Id))[0].Changes).GetProperty("require_mfa_enrolment").GetRawText());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_breaks_a_rule_is_named_field_by_field(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        await DefineAsync(app, account, "cost_centre");
        var (pat, ada) = (await app.PersonAsync(account), await app.PersonAsync(account, "Ada", "Min"));
        var path = $"identities/{pat.Id}";

        Assert.Equal(["email", "email_verified", "first_name", "last_name", "must_change_password", "require_mfa_enrolment", "schema_id"], Fields(await client.PatchAsync(path,
            """{"email": null, "first_name": null, "last_name": null, "email_verified": null, "must_change_password": null, "require_mfa_enrolment": null, "schema_id": null}""")));
        Assert.Equal(["full_name"], Fields(await client.PatchAsync(path, """{"full_name": null}""")));
        Assert.Equal(["full_name"], Fields(await client.PatchAsync(path, """{"full_name": "Pat Moss", "last_name": "Moss"}""")));
        Assert.Equal(["email", "external_id", "first_name", "phone", "traits.nothing"], Fields(await client.PatchAsync(path, new { email = "pat", first_name = " ", phone = "020", external_id = "a\nb", traits = new { nothing = "x" } })));
        Assert.Equal(["traits.cost_centre"], Fields(await client.PatchAsync(path, """{"traits": {"cost_centre": {"a": 1}}}""")));
        Assert.Equal(["traits.cost_centre"], Fields(await client.PatchAsync(path, """{"traits": {"cost_centre": "\udc00"}}""")));
        Assert.Equal(["external_id"], Fields(await client.PatchAsync(path, new { external_id = new string('x', 256) })));
        Assert.Equal(["schema_id"], Fields(await client.PatchAsync(path, """{"schema_id": "staff"}""")));
        Assert.Contains("suspend", (await client.PatchAsync(path, """{"state": "suspended"}""")).Refused(422, "validation_failed")["errors"].GetProperty("state")[0].GetString(), StringComparison.Ordinal);
        (await client.PatchAsync(path, new { email = ada.Email.ToUpperInvariant() })).Refused(409, "email_exists");
        (await client.PatchAsync(path, """{"email_verified": "yes"}""")).Refused(422, "validation_failed");
        foreach (var field in new[] { "id", "source", "password", "password_hash", "group_ids", "tenant_id", "created_at" }) (await client.PatchAsync(path, $$"""{"{{field}}": "x"}""")).Refused(400, "unknown_field");
        foreach (var broken in new[] { "{", "[]", "null", "\"x\"" }) (await client.PatchAsync(path, broken)).Refused(400, "malformed_json");
        (await client.PatchAsync(path, "{}", contentType: "application/x-www-form-urlencoded")).Refused(415, "unsupported_media_type");
        Assert.DoesNotContain(await app.AuditAsync(pat.Id), e => e.Action == AuditActions.UserUpdated);

        static IEnumerable<string> Fields(ApiReply reply) => reply.Refused(422, "validation_failed").Fields.Order(StringComparer.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_new_address_begins_unverified_and_ends_sessions_and_links(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var made = await client.PostAsync("identities", new { email = AccountSetup.Email(), full_name = "Pat Lee", email_verified = true });
        var before = await app.FindAsync(made["id"].GetGuid());

        var renamed = await client.PatchAsync($"identities/{before!.Id}", new { full_name = "Pat Moss" });
        var moved = await client.PatchAsync($"identities/{before.Id}", new { email = AccountSetup.Email("new") });

        Assert.True(renamed["email_verified"].GetBoolean());
        Assert.False(moved["email_verified"].GetBoolean());
        Assert.NotEqual(before.SecurityStamp, (await app.FindAsync(before.Id))!.SecurityStamp);
        Assert.True((await client.PatchAsync($"identities/{before.Id}", new { email = AccountSetup.Email("newer"), email_verified = true }))["email_verified"].GetBoolean());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task If_Match_is_optional_and_a_stale_one_changes_nothing(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var path = $"identities/{(await app.PersonAsync(account)).Id}";
        var tag = (await client.GetAsync(path)).Headers["ETag"];

        var first = await client.PatchAsync(path, """{"last_name": "Moss"}""", tag);
        var late = await client.PatchAsync(path, """{"last_name": "Late"}""", tag);
        var any = await client.PatchAsync(path, """{"phone": "+442079460018"}""", "*");
        var parallel = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => client.PatchAsync(path, $$"""{"last_name": "Lee {{n}}"}""", any.Headers["ETag"])));

        Assert.Equal((200, 200), (first.Status, any.Status));
        late.Refused(412, "precondition_failed");
        Assert.Single(parallel, r => r.Status == 200);
        Assert.All(parallel.Where(r => r.Status != 200), r => r.Refused(412, "precondition_failed"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Without_If_Match_parallel_patches_of_different_fields_all_stand(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var pat = await app.PersonAsync(account);

        var replies = await Task.WhenAll(client.PatchAsync($"identities/{pat.Id}", """{"last_name": "Moss"}"""), client.PatchAsync($"identities/{pat.Id}", """{"metadata": {"a": 1}}"""));

        Assert.All(replies, r => Assert.Equal(200, r.Status));
        var row = (await app.FindAsync(pat.Id))!;
        Assert.Equal(("Moss", """{"a":1}"""), (row.LastName, row.Metadata));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A33_A37_A38_Who_isnt_seen_isnt_there_and_who_is_seen_takes_rights(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        var other = await app.AccountAsync();
        var (pat, theirs) = (await app.PersonAsync(account), await app.PersonAsync(other));
        using var reader = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]));
        using var blind = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]));
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, pat.Id);
        using var lesser = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead, Permissions.IdentityManage]));

        (await client.PatchAsync($"identities/{theirs.Id}", """{"last_name": "Moss"}""")).Refused(404, "not_found");
        (await client.PatchAsync($"identities/{Guid.NewGuid()}", """{"last_name": "Moss"}""")).Refused(404, "not_found");
        (await client.PostAsync($"identities/{theirs.Id}/restore", null)).Refused(404, "not_found");
        (await blind.PatchAsync($"identities/{pat.Id}", """{"last_name": "Moss"}""")).Refused(404, "not_found");
        (await reader.PatchAsync($"identities/{pat.Id}", """{"last_name": "Moss"}""")).Refused(403, "forbidden");
        (await lesser.PatchAsync($"identities/{pat.Id}", """{"last_name": "Moss"}""")).Refused(403, "forbidden");
        foreach (var verb in new[] { "suspend", "deactivate" }) (await blind.PostAsync($"identities/{pat.Id}/{verb}", null)).Refused(404, "not_found");
        (await reader.DeleteAsync($"identities/{pat.Id}")).Refused(403, "forbidden");
        Assert.Equal("Lee", (await app.FindAsync(theirs.Id))!.LastName);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Somebody_deleted_isnt_there_until_they_are_restored(Database database)
    {
        var (app, account, client) = await StartAsync(database);
        using var _ = client;
        using var reader = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]));
        using var blind = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]));
        var email = AccountSetup.Email();
        var pat = await app.PersonAsync(account, email: email);
        var path = $"identities/{pat.Id}";

        (await client.PostAsync($"{path}/restore", null)).Refused(409, "wrong_state");
        Assert.Equal(204, (await client.DeleteAsync(path)).Status);
        (await client.GetAsync(path)).Refused(404, "not_found");
        (await client.PatchAsync(path, "{}")).Refused(404, "not_found");
        (await client.DeleteAsync(path)).Refused(404, "not_found");
        (await blind.PostAsync($"{path}/restore", null)).Refused(404, "not_found");
        (await reader.PostAsync($"{path}/restore", null)).Refused(403, "forbidden");
        var again = await client.PostAsync("identities", new { email, full_name = "Pat Second" });
        (await client.PostAsync($"{path}/restore", null)).Refused(409, "email_taken");
        await client.DeleteAsync($"identities/{again["id"].GetGuid()}");
        var restored = await client.PostAsync($"{path}/restore", null);

        Assert.Equal((200, "active", email), (restored.Status, restored["state"].GetString(), restored["email"].GetString()));
        Assert.Equal(restored.Headers["ETag"], (await client.GetAsync(path)).Headers["ETag"]);
        Assert.Equal(AuditActions.UserRestored, (await app.AuditAsync(pat.Id))[^1].Action);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_key_of_a_node_sees_who_holds_something_there_without_their_groups_elsewhere(Database database)
    {
        var (app, account, whole) = await StartAsync(database);
        using var _ = whole;
        var (emea, apac) = (await app.NodeAsync(account, account.Production, "EMEA"), await app.NodeAsync(account, account.Production, "APAC"));
        var grantee = await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee);
        var (here, there) = (await app.PersonAsync(account, "Hea"), await app.PersonAsync(account, "Tha"));
        var (seen, unseen) = (await app.GroupAsync(account, here.Id), await app.GroupAsync(account, here.Id));
        await app.AssignAsync(account, grantee, account.Production, here.Id, node: emea);
        await app.AssignAsync(account, grantee, account.Production, there.Id, node: apac);
        await app.AssignAsync(account, grantee, account.Production, group: seen.Id, node: emea);
        await app.AssignAsync(account, grantee, account.Production, group: unseen.Id, node: apac);
        using var client = await ApiClient.WithKeyAsync(app, account, node: emea);

        var list = await client.GetAsync("identities");

        Assert.Equal([here.Id], list["items"].EnumerateArray().Select(i => i.GetProperty("id").GetGuid()));
        Assert.Equal([seen.Id], list["items"][0].GetProperty("group_ids").EnumerateArray().Select(g => g.GetGuid()));
        Assert.Equal(2, (await whole.GetAsync($"identities/{here.Id}"))["group_ids"].GetArrayLength());
        (await client.PatchAsync($"identities/{there.Id}", """{"last_name": "Moss"}""")).Refused(404, "not_found");
        (await client.PatchAsync($"identities/{here.Id}", """{"last_name": "Moss"}""")).Refused(403, "forbidden");
    }

    private static async Task<(TestApp App, TestAccount Account, ApiClient Client)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return (app, account, await ApiClient.WithKeyAsync(app, account));
    }

    private static async Task DefineAsync(TestApp app, TestAccount account, params string[] keys)
    {
        foreach (var key in keys) Assert.True((await app.Service<AttributeService>().DefineAsync(account.Admin, new AttributeDraft(key, key, null, AttributeKind.Text, [], IsRequired: false, IsUnique: false, IsSearchable: false), Ct)).Succeeded);
    }

    private static object Person(object metadata) => new { email = AccountSetup.Email(), full_name = "Pat Lee", metadata };
}
