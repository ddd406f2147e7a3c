using IdentityDashboard.Features.Access;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.AccessRequests;

/// <summary>/access-requests of the REST API.</summary>
public sealed class AccessRequestApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Requests_are_read_as_they_stand_and_by_state(Database database)
    {
        var world = await FlowWorld.CreateAsync(database);
        using var client = await ApiClient.WithKeyAsync(world.App, world.Account);
        var refused = await world.AskAsync();
        Assert.True((await world.Decisions.RefuseAsync(world.Approver, refused, "Not now", Ct)).Succeeded);
        var waiting = await world.AskAsync(4);

        var all = await client.GetAsync("access-requests");
        var first = await client.GetAsync("access-requests?take=1");
        var second = await client.GetAsync(first.Headers["Link"].Split('<', '>')[1]);
        var one = await client.GetAsync($"access-requests/{refused}");

        Assert.Equal([waiting, refused], Ids(all));
        Assert.Equal([waiting], Ids(first));
        Assert.Equal([refused], Ids(second));
        Assert.False(second.Headers.ContainsKey("Link"));
        Assert.Equal([waiting], Ids(await client.GetAsync("access-requests?state=pending")));
        Assert.Equal(("refused", "Not now", world.Approver.Id, world.Pat.Id, 8), (
            one["state"].GetString(), one["note"].GetString(), one["decided_by"].GetProperty("id").GetGuid(), one["requester"].GetProperty("id").GetGuid(), one["hours"].GetInt32()));
        Assert.Equal((world.Role, world.Node, "EMEA", world.Flow, "Month end"), (
            one["role_id"].GetGuid(), one["node_id"].GetGuid(), one["node_path"].GetString(), one["flow"].GetProperty("id").GetGuid(), one["reason"].GetString()));
        (await client.GetAsync("access-requests?state=asleep")).Refused(400, "invalid_parameter");
        (await client.GetAsync("access-requests?sort=state")).Refused(400, "unknown_parameter");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A33_A37_A38_Only_keys_that_may_approve_there_read_them_and_none_decides(Database database)
    {
        var world = await FlowWorld.CreateAsync(database);
        var id = await world.AskAsync();
        var (app, account, production) = (world.App, world.Account, world.Account.Production);
        var approve = await app.RoleAsync(account, production, [Permissions.AccessApprove]);
        using var there = await ApiClient.WithKeyAsync(app, account, approve, world.Node);
        using var beside = await ApiClient.WithKeyAsync(app, account, approve, await app.NodeAsync(account, production, "APAC"));
        using var blind = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, production, [Permissions.IdentityRead]));
        using var elsewhere = await ApiClient.WithKeyAsync(app, account, environment: account.Development);
        using var foreign = await ApiClient.WithKeyAsync(app, await app.AccountAsync());

        Assert.Equal([id], Ids(await there.GetAsync("access-requests")));
        Assert.Equal(200, (await there.GetAsync($"access-requests/{id}")).Status);
        foreach (var stranger in new[] { beside, elsewhere, foreign })
        {
            Assert.Empty(Ids(await stranger.GetAsync("access-requests")));
            (await stranger.GetAsync($"access-requests/{id}")).Refused(404, "not_found");
        }

        (await blind.GetAsync("access-requests")).Refused(403, "forbidden");
        (await blind.GetAsync($"access-requests/{id}")).Refused(403, "forbidden");
        Assert.Equal(404, (await there.PostAsync($"access-requests/{id}/approve", new { })).Status);
    }

    private static IEnumerable<Guid> Ids(ApiReply reply) => reply["items"].EnumerateArray().Select(i => i.GetProperty("id").GetGuid());
}
