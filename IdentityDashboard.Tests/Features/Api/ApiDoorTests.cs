using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>What holds for every call of the REST API, before any feature is asked.</summary>
public sealed class ApiDoorTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S53_Without_a_key_that_counts_nothing_is_read(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var anonymous = new ApiClient(app.Client());
        using var wrong = new ApiClient(app.Client());
        wrong.Http.DefaultRequestHeaders.Add("X-API-Key", new string('x', 47));
        using var revoked = await ApiClient.WithKeyAsync(app, account);
        await RevokeAsync(app, account.Id);

        (await anonymous.GetAsync("identities")).Refused(401, "api_key_missing");
        (await anonymous.PostTextAsync("identities", "{not json")).Refused(401, "api_key_missing");
        (await anonymous.GetAsync("nowhere")).Refused(401, "api_key_missing");
        (await wrong.GetAsync("identities")).Refused(401, "api_key_invalid");
        (await revoked.GetAsync("identities")).Refused(401, "api_key_invalid");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A60_What_isnt_understood_is_a_problem(Database database)
    {
        using var client = await ClientAsync(database);

        (await client.GetAsync("nowhere")).Refused(404, "not_found");
        Assert.Equal("POST", (await client.GetAsync("identities/bulk-create")).Refused(405, "method_not_allowed").Headers["Allow"]);
        (await client.GetAsync("identities/not-an-id")).Refused(404, "not_found");
        (await client.PostTextAsync("identities", "{\"email\": \"a@b.example\"")).Refused(400, "malformed_json");
        (await client.PostTextAsync("identities", "")).Refused(400, "malformed_json");
        (await client.PostTextAsync("identities", "null")).Refused(400, "malformed_json");
        (await client.PostTextAsync("identities", "[]")).Refused(400, "malformed_json");
        (await client.PostTextAsync("identities", "email=a", "application/x-www-form-urlencoded")).Refused(415, "unsupported_media_type");
        (await client.PostTextAsync("identities", new string('[', 100) + new string(']', 100))).Refused(400, "malformed_json");
        (await client.PostTextAsync("identities", "{\"email\": \"" + new string('a', 5 * 1024 * 1024) + "\"}")).Refused(413, "body_too_large");
        Assert.Equal(["email"], (await client.PostTextAsync("identities", "{\"email\": 5}")).Refused(422, "validation_failed").Fields);
        (await client.PostTextAsync("identities", "{\"email\": \"a@b.example\", \"email\": \"c@d.example\"}")).Refused(400, "malformed_json");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A39_Fields_and_parameters_nobody_knows_are_refused(Database database)
    {
        using var client = await ClientAsync(database);

        foreach (var field in new[] { "tenant_id", "is_admin", "password_hash", "security_stamp", "Email" })
        {
            var reply = (await client.PostAsync("identities", new Dictionary<string, object> { ["email"] = AccountSetup.Email(), ["first_name"] = "Pat", ["last_name"] = "Lee", [field] = "x" })).Refused(400, "unknown_field");
            Assert.Contains(field, reply["detail"].GetString(), StringComparison.Ordinal);
        }

        (await client.GetAsync("identities?sort=password_hash")).Refused(400, "unknown_parameter");
        (await client.GetAsync("identities?take=0")).Refused(400, "invalid_parameter");
        (await client.GetAsync("identities?take=201")).Refused(400, "invalid_parameter");
        (await client.GetAsync("identities?state=asleep")).Refused(400, "invalid_parameter");
        (await client.GetAsync("identities?group_id=1")).Refused(400, "invalid_parameter");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A41_A_page_token_that_was_edited_or_belongs_elsewhere_is_refused(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        foreach (var name in new[] { "Ann", "Ben", "Cid" }) await app.PersonAsync(account, name);
        using var client = await ApiClient.WithKeyAsync(app, account);
        using var other = await ApiClient.WithKeyAsync(app, await app.AccountAsync());

        var token = (await client.GetAsync("identities?take=2"))["pagination"].GetProperty("next_page_token").GetString()!;

        var edited = token[..^1] + (token[^1] == 'A' ? 'B' : 'A');
        Assert.Equal(200, (await client.GetAsync($"identities?take=2&page_token={token}")).Status);
        foreach (var forged in new[] { edited, "x", "eyJLZXkiOiIifQ", token[..20] }) (await client.GetAsync($"identities?page_token={forged}")).Refused(400, "invalid_page_token");
        (await client.GetAsync($"identities?state=active&page_token={token}")).Refused(400, "invalid_page_token");
        (await other.GetAsync($"identities?page_token={token}")).Refused(400, "invalid_page_token");
    }

    private static async Task<ApiClient> ClientAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return await ApiClient.WithKeyAsync(app, await app.AccountAsync());
    }

    private static async Task RevokeAsync(TestApp app, Guid account)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        await db.ApiKeys.Where(k => k.AccountId == account).ExecuteUpdateAsync(s => s.SetProperty(k => k.RevokedAt, DateTimeOffset.UtcNow));
    }
}
