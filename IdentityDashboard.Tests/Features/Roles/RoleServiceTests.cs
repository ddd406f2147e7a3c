using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Roles;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Roles;

public sealed class RoleServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_is_created_described_and_deleted_and_each_act_is_recorded(Database database)
    {
        var (app, account, roles) = await StartAsync(database);

        var id = (await roles.CreateAsync(account.Admin, account.Production.EnvironmentId, " Editor ", "Writes", Ct)).Value;
        Assert.True((await roles.DescribeAsync(account.Admin, id, "Author", "Writes", Ct)).Succeeded);
        Assert.True((await roles.DeleteAsync(account.Admin, id, Ct)).Succeeded);

        var entries = await app.AuditAsync(id);
        Assert.Equal([AuditActions.RoleCreated, AuditActions.RoleUpdated, AuditActions.RoleDeleted], entries.Select(e => e.Action));
        Assert.Contains("\"name\":[\"Editor\",\"Author\"]", entries[1].Changes, StringComparison.Ordinal);
        Assert.DoesNotContain("description", entries[1].Changes, StringComparison.Ordinal);
        Assert.False(await app.QueryAsync(db => db.Roles.AnyAsync(r => r.Id == id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_name_is_there_once_in_an_environment_whatever_its_capitals(Database database)
    {
        var (_, account, roles) = await StartAsync(database);
        var id = (await roles.CreateAsync(account.Admin, account.Production.EnvironmentId, "Editor", null, Ct)).Value;

        Assert.Equal("role_exists", (await roles.CreateAsync(account.Admin, account.Production.EnvironmentId, "EDITOR", null, Ct)).Error!.Code);
        Assert.Equal("role_exists", (await roles.DescribeAsync(account.Admin, id, "admin", null, Ct)).Error!.Code);
        Assert.True((await roles.CreateAsync(account.Admin, account.Development.EnvironmentId, "Editor", null, Ct)).Succeeded);
        Assert.Equal("Enter a name, such as Editor.", (await roles.CreateAsync(account.Admin, account.Production.EnvironmentId, " ", null, Ct)).Error!.Message);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Admin_and_Grantee_keep_their_names_and_stay(Database database)
    {
        var (app, account, roles) = await StartAsync(database);
        foreach (var name in new[] { BuiltInRoles.Admin, BuiltInRoles.Grantee })
        {
            var id = await app.RoleNamedAsync(account.Production, name);

            Assert.Equal("role_built_in", (await roles.DescribeAsync(account.Admin, id, "Other", null, Ct)).Error!.Code);
            Assert.Equal("role_built_in", (await roles.DeleteAsync(account.Admin, id, Ct)).Error!.Code);
            Assert.Equal("role_built_in", (await app.Service<RolePermissionService>().SetAsync(account.Admin, id, [], null, Ct)).Error!.Code);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_in_use_stays_and_says_who_has_it(Database database)
    {
        var (app, account, roles) = await StartAsync(database);
        var id = (await roles.CreateAsync(account.Admin, account.Production.EnvironmentId, "Editor", null, Ct)).Value;
        await app.AssignAsync(account, id, account.Production, (await app.PersonAsync(account)).Id);
        await app.AssignAsync(account, id, account.Production, group: (await app.GroupAsync(account)).Id, from: DateTimeOffset.UtcNow.AddDays(1));
        await app.Service<InvitationService>().InviteAsync(account.Admin, account.Production.EnvironmentId,
            new NewInvitation(AccountSetup.Email("ada"), RoleId: id, NodeId: account.Production.RootNodeId), Ct);

        var refused = (await roles.DeleteAsync(account.Admin, id, Ct)).Error!;

        Assert.Equal(409, refused.Status);
        Assert.Contains("1 person has it, 1 group gives it, 1 open invitation promises it", refused.Message, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_has_ended_doesnt_hold_a_role_back(Database database)
    {
        var (app, account, roles) = await StartAsync(database);
        var id = (await roles.CreateAsync(account.Admin, account.Production.EnvironmentId, "Editor", null, Ct)).Value;
        await app.AssignAsync(account, id, account.Production, (await app.PersonAsync(account)).Id, to: DateTimeOffset.UtcNow.AddMinutes(-1));
        var invitation = (await app.Service<InvitationService>().InviteAsync(account.Admin, account.Production.EnvironmentId,
            new NewInvitation(AccountSetup.Email("ada"), RoleId: id, NodeId: account.Production.RootNodeId), Ct)).Value;
        await app.Service<InvitationLifecycle>().RevokeAsync(account.Admin, invitation.Id, Ct);

        Assert.True((await roles.DeleteAsync(account.Admin, id, Ct)).Succeeded);
        Assert.True(await app.QueryAsync(db => db.Invitations.AnyAsync(i => i.Id == invitation.Id && i.RoleId == null, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Changing_takes_role_manage_at_the_root_of_that_environment(Database database)
    {
        var (app, account, roles) = await StartAsync(database);
        var reader = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.AssignmentManage]);
        var elsewhere = await app.ActorAsync(account, [Permissions.RoleManage], account.Development);
        var id = (await roles.CreateAsync(account.Admin, account.Production.EnvironmentId, "Editor", null, Ct)).Value;

        foreach (var actor in new[] { reader, elsewhere })
        {
            Assert.Equal(403, (await roles.CreateAsync(actor, account.Production.EnvironmentId, "Mine", null, Ct)).Error!.Status);
            Assert.Equal(403, (await roles.DescribeAsync(actor, id, "Mine", null, Ct)).Error!.Status);
            Assert.Equal(403, (await roles.DeleteAsync(actor, id, Ct)).Error!.Status);
            Assert.Equal(403, (await app.Service<RolePermissionService>().SetAsync(actor, id, [], null, Ct)).Error!.Status);
            Assert.Equal(403, (await app.Service<PermissionService>().CreateAsync(actor, account.Production.EnvironmentId, "invoice.read", null, Ct)).Error!.Status);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Another_accounts_roles_arent_there(Database database)
    {
        var (app, account, roles) = await StartAsync(database);
        var stranger = (await app.AccountAsync("Other")).Admin;
        var id = (await roles.CreateAsync(account.Admin, account.Production.EnvironmentId, "Editor", null, Ct)).Value;

        Assert.Equal(404, (await roles.CreateAsync(stranger, account.Production.EnvironmentId, "Mine", null, Ct)).Error!.Status);
        Assert.Equal(404, (await roles.DescribeAsync(stranger, id, "Mine", null, Ct)).Error!.Status);
        Assert.Equal(404, (await roles.DeleteAsync(stranger, id, Ct)).Error!.Status);
        Assert.Equal(404, (await app.Service<RolePermissionService>().SetAsync(stranger, id, [], null, Ct)).Error!.Status);
        Assert.Equal(404, (await app.Service<RolePermissionService>().PreviewAsync(stranger, id, [], Ct)).Error!.Status);
        Assert.Equal(404, (await app.Service<RoleQueries>().GetAsync(stranger, id, Ct)).Error!.Status);
        Assert.False((await app.Service<RoleQueries>().ListAsync(stranger, account.Production.EnvironmentId, Ct)).Succeeded);
        Assert.Empty(await app.Service<RoleQueries>().HoldersAsync(stranger, id, 50, Ct));
    }

    private static async Task<(TestApp App, TestAccount Account, RoleService Roles)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync(), app.Service<RoleService>());
    }
}
