using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Access;

public sealed class LastAdminTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_last_Admin_at_a_root_stays_whoever_asks(Database database)
    {
        var (app, account, service, admin) = await StartAsync(database);

        Assert.Equal("last_admin", (await service.RemoveAsync(account.Admin, await OnlyAsync(app, account), Ct)).Error!.Code);
        Assert.Equal("last_admin", (await service.RemoveAsync(Actor.System(account.Id), await OnlyAsync(app, account), Ct)).Error!.Code);
        await app.AssignAsync(account, admin, account.Production, (await app.PersonAsync(account)).Id);
        Assert.True((await service.RemoveAsync(account.Admin, await OfAsync(app, account, account.Admin.Id), Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_cant_act_or_ends_by_time_doesnt_count(Database database)
    {
        var (app, account, service, admin) = await StartAsync(database);
        var (suspended, passing, later) = (await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account));
        var below = await app.NodeAsync(account, account.Production, "EMEA");
        await app.AssignAsync(account, admin, account.Production, suspended.Id);
        await app.AssignAsync(account, admin, account.Production, passing.Id, to: DateTimeOffset.UtcNow.AddDays(1));
        await app.AssignAsync(account, admin, account.Production, later.Id, from: DateTimeOffset.UtcNow.AddDays(1));
        await app.AssignAsync(account, admin, account.Production, later.Id, node: below);
        await app.AssignAsync(account, admin, account.Production, group: (await app.GroupAsync(account)).Id);
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, suspended.Id, Ct);

        Assert.Equal("last_admin", (await service.RemoveAsync(account.Admin, await OfAsync(app, account, account.Admin.Id), Ct)).Error!.Code);
        Assert.True((await service.RemoveAsync(account.Admin, await OfAsync(app, account, passing.Id), Ct)).Succeeded);
        Assert.True((await service.RemoveAsync(account.Admin, await OfAsync(app, account, suspended.Id), Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_group_with_somebody_active_counts(Database database)
    {
        var (app, account, service, admin) = await StartAsync(database);
        var group = await app.GroupAsync(account, (await app.PersonAsync(account)).Id);
        await app.AssignAsync(account, admin, account.Production, group: group.Id);

        Assert.True((await service.RemoveAsync(account.Admin, await OfAsync(app, account, account.Admin.Id), Ct)).Succeeded);
        var left = await OnlyAsync(app, account);
        Assert.Equal("last_admin", (await service.RemoveAsync(account.Admin, left, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_all_Admins_removed_at_once_one_remains(Database database)
    {
        var (app, account, service, admin) = await StartAsync(database);
        foreach (var _ in Enumerable.Range(0, 5)) await app.AssignAsync(account, admin, account.Production, (await app.PersonAsync(account)).Id);
        var all = await AllAsync(app, account);

        var results = await Task.WhenAll(all.Select(id => Task.Run(() => service.RemoveAsync(account.Admin, id, Ct), Ct)));

        Assert.Equal(all.Count - 1, results.Count(r => r.Succeeded));
        Assert.Equal("last_admin", Assert.Single(results, r => !r.Succeeded).Error!.Code);
        Assert.Single(await AllAsync(app, account));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Taking_many_assignments_back_at_once_leaves_one_Admin_too(Database database)
    {
        var (app, account, _, admin) = await StartAsync(database);
        var grant = new BatchGrant(account.Production.EnvironmentId, admin, account.Production.RootNodeId, null);
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);

        var rows = await app.Service<AssignmentBatch>().RemoveAsync(db, account.Admin, grant, [new BatchTarget(account.Admin.Id, await OnlyAsync(app, account))], Ct);

        Assert.Equal(AccessErrors.LastAdmin.Message, Assert.Single(rows).Reason);
    }

    private static Task<List<Guid>> AllAsync(TestApp app, TestAccount account) => app.QueryAsync(db => db.Assignments
        .Where(a => a.NodeId == account.Production.RootNodeId && db.Roles.Any(r => r.Id == a.RoleId && r.Name == BuiltInRoles.Admin)).Select(a => a.Id).ToListAsync(Ct));

    private static async Task<Guid> OnlyAsync(TestApp app, TestAccount account) => Assert.Single(await AllAsync(app, account));

    private static Task<Guid> OfAsync(TestApp app, TestAccount account, Guid person) => app.QueryAsync(db => db.Assignments
        .Where(a => a.NodeId == account.Production.RootNodeId && a.IdentityId == person).Select(a => a.Id).SingleAsync(Ct));

    private static async Task<(TestApp App, TestAccount Account, AssignmentService Service, Guid Admin)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return (app, account, app.Service<AssignmentService>(), await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin));
    }
}
