using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Roles;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Roles;

public sealed class RolePermissionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Saving_writes_the_difference_and_records_it(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, [Permissions.IdentityRead, Permissions.AuditRead]);
        var wanted = await IdsAsync(app, account.Production, Permissions.IdentityRead, Permissions.GroupManage);

        Assert.True((await service.SetAsync(account.Admin, role, wanted, await HasAsync(app, role), Ct)).Succeeded);

        Assert.Equal(wanted.ToHashSet(), await HasAsync(app, role));
        var entry = Assert.Single(await app.AuditAsync(role));
        Assert.Equal(AuditActions.RolePermissionsChanged, entry.Action);
        Assert.Contains("\"added\":[null,\"group.manage\"]", entry.Changes, StringComparison.Ordinal);
        Assert.Contains("\"removed\":[\"audit.read\",null]", entry.Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_preview_names_the_difference_and_counts_each_active_person_once(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]);
        var (both, grouped, direct, suspended, later, over) = (await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account),
            await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account));
        var group = await app.GroupAsync(account, both.Id, grouped.Id);
        await app.AssignAsync(account, role, account.Production, group: group.Id);
        foreach (var person in new[] { both, direct, suspended }) await app.AssignAsync(account, role, account.Production, person.Id);
        await app.AssignAsync(account, role, account.Production, later.Id, from: DateTimeOffset.UtcNow.AddHours(1));
        await app.AssignAsync(account, role, account.Production, over.Id, to: DateTimeOffset.UtcNow.AddHours(-1));
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, suspended.Id, Ct);

        var impact = (await service.PreviewAsync(account.Admin, role, await IdsAsync(app, account.Production, Permissions.AuditRead, Permissions.GroupManage), Ct)).Value;

        Assert.Equal([Permissions.AuditRead, Permissions.GroupManage], impact.Added);
        Assert.Equal([Permissions.IdentityRead], impact.Removed);
        Assert.Equal(3, impact.People.Value);
        var row = (await app.Service<RoleQueries>().ListAsync(account.Admin, account.Production.EnvironmentId, Ct)).Value.Single(r => r.Id == role);
        Assert.Equal((1, 1), (row.Groups, row.Permissions));
        Assert.Equal(3, (await app.Service<RoleQueries>().PeopleAsync(account.Admin, account.Production.EnvironmentId, Ct))[role].Value);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Nobody_puts_into_a_role_what_they_dont_hold_at_the_root(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var manager = await app.ActorAsync(account, [Permissions.RoleManage, Permissions.IdentityRead]);
        var (own, stronger) = (await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]), await app.RoleAsync(account, account.Production, [Permissions.AuditRead]));
        var more = await IdsAsync(app, account.Production, Permissions.IdentityRead, Permissions.AssignmentManage);

        Assert.Equal("grant_exceeds_own_rights", (await service.SetAsync(manager, own, more, null, Ct)).Error!.Code);
        Assert.Equal("grant_exceeds_own_rights", (await service.SetAsync(manager, stronger, [], null, Ct)).Error!.Code);
        Assert.Equal("grant_exceeds_own_rights", (await app.Service<RoleService>().DeleteAsync(manager, stronger, Ct)).Error!.Code);
        Assert.True((await service.SetAsync(manager, own, await IdsAsync(app, account.Production, Permissions.RoleManage), null, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Nobody_gains_by_changing_the_role_they_have_and_an_Owner_may_put_in_what_there_is(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, [Permissions.RoleManage]);
        var person = await app.PersonAsync(account);
        await app.AssignAsync(account, role, account.Production, person.Id);
        var all = await app.QueryAsync(db => db.Permissions.Where(p => p.EnvironmentId == account.Production.EnvironmentId).Select(p => p.Id).ToListAsync(Ct));

        Assert.Equal(403, (await service.SetAsync(person.As(account), role, all, null, Ct)).Error!.Status);
        await using (var db = await app.Dbs.CreateDbContextAsync(Ct)) await db.Assignments.Where(a => a.IdentityId == account.Admin.Id).ExecuteDeleteAsync(Ct);
        Assert.True((await service.SetAsync(account.Admin, role, all, null, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_that_changed_meanwhile_is_left_alone(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]);
        var seen = await HasAsync(app, role);
        await service.SetAsync(account.Admin, role, await IdsAsync(app, account.Production, Permissions.AuditRead), null, Ct);

        Assert.Equal(412, (await service.SetAsync(account.Admin, role, [], seen, Ct)).Error!.Status);
        Assert.Single(await HasAsync(app, role));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Another_environments_permission_isnt_in_the_catalogue(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, []);

        var refused = await service.SetAsync(account.Admin, role, await IdsAsync(app, account.Development, Permissions.AuditRead), null, Ct);

        Assert.Equal("permission_not_found", refused.Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_who_save_at_once_see_each_other(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, []);
        var (seen, wanted) = (await HasAsync(app, role), await IdsAsync(app, account.Production, Permissions.AuditRead));

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => service.SetAsync(account.Admin, role, wanted, seen, Ct), Ct)));

        Assert.Single(results, r => r.Succeeded);
        Assert.Single(await app.AuditAsync(role));
    }

    private static async Task<(TestApp App, TestAccount Account, RolePermissionService Service)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync(), app.Service<RolePermissionService>());
    }

    private static Task<List<Guid>> IdsAsync(TestApp app, IdentityDashboard.Platform.WorkspaceChoice environment, params string[] keys) =>
        app.QueryAsync(db => db.Permissions.Where(p => p.EnvironmentId == environment.EnvironmentId && keys.Contains(p.Key)).Select(p => p.Id).ToListAsync(Ct));

    private static async Task<HashSet<Guid>> HasAsync(TestApp app, Guid role) =>
        (await app.QueryAsync(db => db.RolePermissions.Where(p => p.RoleId == role).Select(p => p.PermissionId).ToListAsync(Ct))).ToHashSet();
}
