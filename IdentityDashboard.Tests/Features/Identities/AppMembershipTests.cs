using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace.Applications;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class AppMembershipTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S26_S27_A_person_of_the_directory_joins_an_application_without_any_role(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var person = (await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(null), new NewIdentity(AccountSetup.Email(), "Pat", "Lee"), Ct)).Value;
        var queries = app.Service<AppMembershipQueries>();
        Assert.Equal((0, 1), (await queries.OfAsync(account.Admin, person.Id, Ct)) is var none ? (none.Rows.Count, none.Others.Count) : default);

        Assert.True((await service.AddAsync(account.Admin, person.Id, account.Production.ApplicationId, Ct)).Succeeded);

        var row = Assert.Single((await queries.OfAsync(account.Admin, person.Id, Ct)).Rows);
        Assert.Equal((MembershipState.Active, 0, 0), (row.State, row.Direct, row.Grouped));
        Assert.Equal("is_member", (await service.AddAsync(account.Admin, person.Id, account.Production.ApplicationId, Ct)).Error!.Code);
        Assert.Contains(AuditActions.MembershipCreated, (await app.AuditAsync(person.Id)).Select(e => e.Action));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S30_A_hold_in_one_application_stops_its_roles_direct_and_of_groups_and_no_others(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var other = (await app.Service<ApplicationService>().CreateAsync(account.Admin, "Other", Ct)).Value;
        var elsewhere = (await app.Service<IdentityDashboard.Features.Workspace.WorkspaceService>().GetAsync(account.Admin, Ct)).Choices.First(c => c.ApplicationId == other);
        var person = await app.PersonAsync(account);
        await service.AddAsync(account.Admin, person.Id, other, Ct);
        var group = await app.GroupAsync(account, person.Id);
        await app.AssignAsync(account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]), account.Production, person.Id);
        await app.AssignAsync(account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]), account.Production, group: group.Id);
        await app.AssignAsync(account, await app.RoleAsync(account, elsewhere, [Permissions.IdentityRead]), elsewhere, person.Id);

        Assert.True((await service.SuspendAsync(account.Admin, person.Id, account.Production.ApplicationId, Ct)).Succeeded);
        Assert.Equal((false, false, true), await HeldAsync());
        var why = (await app.Service<AccessExplainer>().WhyAsync(account.Admin, person.Id, Permissions.IdentityRead, account.Production.RootNodeId, Ct)).Value;
        Assert.Equal(DenialReason.OnHold, why.Denial!.Reason);
        var can = (await app.Service<WhoCanQueries>().PeopleAsync(account.Admin, account.Production.EnvironmentId, Permissions.IdentityRead, account.Production.RootNodeId, null, 50, Ct)).Value;
        Assert.DoesNotContain(can.Items, p => p.Id == person.Id);

        Assert.True((await service.ActivateAsync(account.Admin, person.Id, account.Production.ApplicationId, Ct)).Succeeded);
        Assert.Equal((true, true, true), await HeldAsync());
        Assert.Equal([AuditActions.MembershipSuspended, AuditActions.MembershipActivated], (await app.AuditAsync(person.Id)).Select(e => e.Action).Where(a => a is AuditActions.MembershipSuspended or AuditActions.MembershipActivated));

        async Task<(bool Own, bool Group, bool Other)> HeldAsync()
        {
            await using var db = await app.Dbs.CreateDbContextAsync(Ct);
            var access = app.Service<AccessService>();
            return (await access.EvaluateAsync(db, person.Id, Permissions.IdentityRead, account.Production.RootNodeId, Ct),
                await access.EvaluateAsync(db, person.Id, Permissions.AuditRead, account.Production.RootNodeId, Ct),
                await access.EvaluateAsync(db, person.Id, Permissions.IdentityRead, elsewhere.RootNodeId, Ct));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Removing_ends_the_roles_there_and_joining_again_doesnt_bring_them_back(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var person = await app.PersonAsync(account);
        await app.AssignAsync(account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]), account.Production, person.Id);

        Assert.True((await service.RemoveAsync(account.Admin, person.Id, account.Production.ApplicationId, Ct)).Succeeded);
        Assert.True((await service.AddAsync(account.Admin, person.Id, account.Production.ApplicationId, Ct)).Succeeded);

        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        Assert.False(await app.Service<AccessService>().EvaluateAsync(db, person.Id, Permissions.IdentityRead, account.Production.RootNodeId, Ct));
        Assert.Contains("\"roles\":[\"1\",null]", (await app.AuditAsync(person.Id)).Single(e => e.Action == AuditActions.MembershipRemoved).Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U70_Nobody_locks_themselves_or_the_last_Admin_out_of_an_application(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var application = account.Production.ApplicationId;
        var second = await app.PersonAsync(account);
        await using (var db = await app.Dbs.CreateDbContextAsync(Ct))
        {
            db.AccountOwners.Add(new IdentityDashboard.Features.Workspace.AccountOwner { AccountId = account.Id, IdentityId = second.Id });
            await db.SaveChangesAsync(Ct);
        }

        Assert.Equal("self_lockout", (await service.SuspendAsync(account.Admin, account.Admin.Id, application, Ct)).Error!.Code);
        Assert.Equal("last_admin", (await service.SuspendAsync(second.As(account), account.Admin.Id, application, Ct)).Error!.Code);
        Assert.Equal("last_admin", (await service.RemoveAsync(second.As(account), account.Admin.Id, application, Ct)).Error!.Code);

        var admin = await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin);
        await app.AssignAsync(account, admin, account.Production, second.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Development, BuiltInRoles.Admin), account.Development, second.Id);
        Assert.True((await service.SuspendAsync(second.As(account), account.Admin.Id, application, Ct)).Succeeded);
        Assert.Equal(MembershipState.Suspended, await app.QueryAsync(db => db.AppMemberships.Where(m => m.IdentityId == account.Admin.Id).Select(m => m.State).SingleAsync(Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U70_Who_is_on_hold_there_is_no_Admin_of_a_group_inside_another_either(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var (held, groups) = (await app.PersonAsync(account), app.Service<GroupService>());
        var (inner, outer) = (await app.GroupAsync(account, held.Id), await app.GroupAsync(account));
        Assert.True((await groups.NestAsync(account.Admin, outer.Id, [inner.Id], Ct)).Succeeded);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, group: outer.Id);
        var own = await app.QueryAsync(db => db.Assignments.Where(a => a.IdentityId == account.Admin.Id && a.NodeId == account.Production.RootNodeId).Select(a => a.Id).SingleAsync(Ct));

        Assert.True((await service.SuspendAsync(account.Admin, held.Id, account.Production.ApplicationId, Ct)).Succeeded);
        Assert.Equal("last_admin", (await app.Service<AssignmentService>().RemoveAsync(account.Admin, own, Ct)).Error!.Code);
        Assert.True((await service.ActivateAsync(account.Admin, held.Id, account.Production.ApplicationId, Ct)).Succeeded);
        Assert.True((await app.Service<AssignmentService>().RemoveAsync(account.Admin, own, Ct)).Succeeded);
        Assert.Equal("last_admin", (await groups.RemoveMemberAsync(held.As(account), inner.Id, held.Id, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_A37_It_takes_rights_over_all_a_person_holds_and_others_ids_arent_there(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var other = await app.AccountAsync();
        var application = account.Production.ApplicationId;
        var manager = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage], account.Development);
        var person = await app.PersonAsync(account);
        await app.AssignAsync(account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]), account.Production, person.Id);
        var idle = await app.PersonAsync(account);

        Assert.Equal(403, (await service.SuspendAsync(manager, person.Id, application, Ct)).Error!.Status);
        Assert.True((await service.SuspendAsync(manager, idle.Id, application, Ct)).Succeeded);
        Assert.Equal(404, (await service.SuspendAsync(other.Admin, person.Id, application, Ct)).Error!.Status);
        Assert.Equal(404, (await service.AddAsync(other.Admin, person.Id, other.Production.ApplicationId, Ct)).Error!.Status);
        Assert.Equal(404, (await service.AddAsync(account.Admin, person.Id, other.Production.ApplicationId, Ct)).Error!.Status);
        Assert.Empty((await app.Service<AppMembershipQueries>().OfAsync(other.Admin, person.Id, Ct)).Rows);
    }

    private static async Task<(TestApp App, TestAccount Account, AppMembershipService Service)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync(), app.Service<AppMembershipService>());
    }
}
