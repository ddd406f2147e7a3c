using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Access;

public sealed class EvaluateTests
{
    private static readonly DateTimeOffset Noon = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_direct_assignment_holds_at_its_node_and_below_and_nowhere_else(Database database)
    {
        var (app, account, pat, role) = await StartAsync(database);
        var emea = await app.NodeAsync(account, account.Production, "EMEA");
        var retail = await app.NodeAsync(account, account.Production, "Retail", emea);
        var berlin = await app.NodeAsync(account, account.Production, "Berlin", retail);
        var apac = await app.NodeAsync(account, account.Production, "APAC");
        await app.AssignAsync(account, role, account.Production, pat.Id, node: retail);

        Assert.True(await AllowsAsync(app, pat, retail));
        Assert.True(await AllowsAsync(app, pat, berlin));
        Assert.False(await AllowsAsync(app, pat, emea));
        Assert.False(await AllowsAsync(app, pat, apac));
        Assert.False(await AllowsAsync(app, pat, account.Production.RootNodeId));
        Assert.False(await AllowsAsync(app, pat, retail, permission: Permissions.RoleManage));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S1_S17_A_group_gives_its_members_what_it_holds(Database database)
    {
        var (app, account, pat, role) = await StartAsync(database);
        var outsider = await app.PersonAsync(account, "Otto", "Side");
        var group = await app.GroupAsync(account, pat.Id);
        var branch = await app.NodeAsync(account, account.Production, "EMEA");
        await app.AssignAsync(account, role, account.Production, group: group.Id);

        Assert.True(await AllowsAsync(app, pat, branch));
        Assert.False(await AllowsAsync(app, outsider, branch));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_window_holds_from_its_first_moment_until_just_before_its_last(Database database)
    {
        var (app, account, pat, role) = await StartAsync(database);
        await app.AssignAsync(account, role, account.Production, pat.Id, from: Noon, to: Noon.AddHours(1));
        var root = account.Production.RootNodeId;

        Assert.False(await AllowsAsync(app, pat, root, at: Noon.AddMilliseconds(-1)));
        Assert.True(await AllowsAsync(app, pat, root, at: Noon));
        Assert.True(await AllowsAsync(app, pat, root, at: Noon.AddHours(1).AddMilliseconds(-1)));
        Assert.False(await AllowsAsync(app, pat, root, at: Noon.AddHours(1)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Whoever_is_suspended_may_nothing_and_whoever_is_activated_all_again(Database database)
    {
        var (app, account, pat, role) = await StartAsync(database);
        await app.AssignAsync(account, role, account.Production, pat.Id);

        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, pat.Id, Ct);
        Assert.False(await AllowsAsync(app, pat, account.Production.RootNodeId));
        await app.Service<IdentityLifecycle>().ActivateAsync(account.Admin, pat.Id, Ct);
        Assert.True(await AllowsAsync(app, pat, account.Production.RootNodeId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S30_A_role_in_one_environment_means_nothing_in_another(Database database)
    {
        var (app, account, pat, role) = await StartAsync(database);
        await app.AssignAsync(account, role, account.Production, pat.Id);

        Assert.True(await AllowsAsync(app, pat, account.Production.RootNodeId));
        Assert.False(await AllowsAsync(app, pat, account.Development.RootNodeId));
    }

    private static async Task<(TestApp App, TestAccount Account, CreatedIdentity Pat, Guid Role)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return (app, account, await app.PersonAsync(account), await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]));
    }

    private static async Task<bool> AllowsAsync(TestApp app, CreatedIdentity person, Guid node, DateTimeOffset? at = null, string permission = Permissions.IdentityRead)
    {
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        return await new AccessService(new StoppedClock(at ?? Noon)).EvaluateAsync(db, person.Id, permission, node, Ct);
    }
}

internal sealed class StoppedClock(DateTimeOffset at) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => at;
}
