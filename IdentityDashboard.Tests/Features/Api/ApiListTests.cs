using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>What every list of the document holds to.</summary>
public sealed class ApiListTests
{
    /// <summary>Ways to ask for an order or a filter that other APIs have, and columns that no caller may sort or search by.</summary>
    private static readonly (string Name, string Value)[] Unknown =
    [
        ("sort", "password_hash"), ("order_by", "password_hash"), ("sort_by", "email"), ("filter", "password_hash eq 'x'"), ("password_hash", "x"), ("token_hash", "x"), ("account_id", "1"), ("Take", "5"), ("fields", "*"),
    ];

    private static readonly (string Name, string Value)[] Wrong = [("take", "0"), ("take", "201"), ("take", "all"), ("page_token", "x"), ("include_count", "yes")];

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A40_No_list_sorts_or_filters_by_what_it_doesnt_know_and_each_says_what_that_was(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var client = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        var lists = ApiCall.Of((await client.GetAsync("/openapi/v1.json")).Json).Where(c => c is { Method: "GET" } && !c.Path.EndsWith('}') && !c.Path.EndsWith(".csv", StringComparison.Ordinal)).ToList();
        Assert.Superset(new HashSet<string>(["ListIdentities", "ListInvites", "ListGroups", "ListGroupMembers", "ListRoles", "ListPermissions", "ListAssignments", "ListAuditEvents", "ListAccessRequests", "ListImports", "ListImportRows", "GetNodeTree"], StringComparer.Ordinal),
            lists.Select(l => l.Name).ToHashSet(StringComparer.Ordinal));

        foreach (var list in lists)
        {
            var path = list.PathWith(Guid.CreateVersion7());
            foreach (var (name, value) in Unknown) await RefusedAsync(path, name, value, "unknown_parameter");
            foreach (var (name, value) in Wrong) await RefusedAsync(path, name, value, !list.Reads(name) ? "unknown_parameter" : name == "page_token" ? "invalid_page_token" : "invalid_parameter");
        }

        async Task RefusedAsync(string path, string name, string value, string code)
        {
            var reply = await client.GetAsync($"{path}?{name}={Uri.EscapeDataString(value)}");
            Assert.True(reply.Status == 400, $"{path}?{name}={value}: {reply.Status} {reply.Text}");
            Assert.Contains(name, reply.Refused(400, code)["detail"].GetString(), StringComparison.Ordinal);
        }
    }
}
