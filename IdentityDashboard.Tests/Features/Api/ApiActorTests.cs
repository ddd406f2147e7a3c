using IdentityDashboard.Features.Access;
using IdentityDashboard.Tests.Features.AccessRequests;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>Every call of the document by every kind of caller.</summary>
public sealed class ApiActorTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A33_A37_Every_call_lets_through_who_may_and_nobody_else(Database database)
    {
        var world = await FlowWorld.CreateAsync(database);
        var (app, account) = (world.App, world.Account);
        using var admin = await ApiClient.WithKeyAsync(app, account);
        using var nobody = new ApiClient(app.Client());
        using var revoked = await RevokedAsync(app, account);
        using var foreign = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        using var none = await WithAsync(app, account);
        using var auditor = await WithAsync(app, account, Permissions.AuditRead);
        using var helpDesk = await WithAsync(app, account, Permissions.IdentityRead, Permissions.CredentialManage);
        var targets = new ApiTargets(admin, account.Production.RootNodeId, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), await world.AskAsync());
        var calls = ApiCall.Of((await nobody.GetAsync("/openapi/v1.json")).Json);
        Assert.Equal(calls.Select(c => c.Name).Order(StringComparer.Ordinal), ApiRule.All.Select(r => r.Name).Order(StringComparer.Ordinal));

        var wrong = new List<string>();
        foreach (var call in calls)
        {
            var rule = ApiRule.All.Single(r => r.Name == call.Name);
            ApiTry? on = null;
            await TryAsync("anonymous", nobody, [401]);
            await TryAsync("revoked", revoked, [401]);
            await TryAsync("without permissions", none, rule.Also.Contains('n') ? [200, 201, 202, 204] : [403, 404, 207]);
            await TryAsync("audit.read", auditor, rule.Also.Contains('a') ? [200, 201, 202, 204] : [403, 404, 207]);
            await TryAsync("help desk", helpDesk, rule.Also.Contains('h') ? [200, 201, 202, 204] : [403, 404, 207]);
            await TryAsync("another account's Admin", foreign, [200, 201, 202, 204, 207, 404]);
            await TryAsync("Admin", admin, [200, 201, 202, 204]);

            async Task TryAsync(string who, ApiClient caller, int[] expected)
            {
                // What a refused call was tried on serves the next one.
                var tried = on ??= await rule.Make(targets);
                using var request = new HttpRequestMessage(new HttpMethod(call.Method), call.PathWith(tried.Ids)) { Content = tried.Content };
                var reply = await caller.SendAsync(request);
                if (reply.Status < 400) on = null;
                var isForeign = caller == foreign;
                var ok = expected.Contains(reply.Status)
                    // Of many rows, none may have gone through.
                    && (reply.Status != 207 || reply["results"].EnumerateArray().All(r => r.TryGetProperty("error", out _)))
                    // Whoever names what is another account's hears that it isn't there, and reads nothing of it (A37).
                    && (!isForeign || ((tried.Ids.Length == 0 || reply.Status == 404) && (reply.Status >= 300 || !targets.Made.Any(id => reply.Text.Contains(id, StringComparison.Ordinal)))));
                if (!ok) wrong.Add($"{call.Name} by {who}: {reply.Status} {reply.Text[..Math.Min(160, reply.Text.Length)]}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static async Task<ApiClient> WithAsync(TestApp app, TestAccount account, params string[] permissions) =>
        await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, permissions));

    private static async Task<ApiClient> RevokedAsync(TestApp app, TestAccount account)
    {
        var client = await WithAsync(app, account);
        await using var db = await app.Dbs.CreateDbContextAsync();
        var last = await db.ApiKeys.Where(k => k.AccountId == account.Id).OrderByDescending(k => k.Id).FirstAsync();
        last.RevokedAt = DateTimeOffset.UtcNow;
        await db.SaveChangesAsync();
        return client;
    }
}
