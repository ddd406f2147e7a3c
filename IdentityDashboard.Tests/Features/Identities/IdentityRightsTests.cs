using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class IdentityRightsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Nobody_creates_somebody_with_more_rights_than_their_own(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var actor = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage, Permissions.AssignmentManage]);
        var scope = new CreateScope(account.Production.ApplicationId, account.Production.EnvironmentId);
        var email = AccountSetup.Email();
        var person = new NewIdentity(email, "Eve", "Moss") { RoleId = await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), NodeId = account.Production.RootNodeId };

        var refused = await app.Service<IdentityService>().CreateAsync(actor, scope, person, Ct);

        Assert.Equal(("grant_exceeds_own_rights", 403), (refused.Error!.Code, refused.Error.Status));
        Assert.False(await app.QueryAsync(db => db.Identities.AnyAsync(i => i.AccountId == account.Id && i.NormalizedEmail == email, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Rights_at_a_branch_dont_reach_the_root(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var branch = await app.NodeAsync(account, account.Production, "EMEA");
        var lead = await app.PersonAsync(account, "Lea", "Branch");
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, lead.Id, node: branch);
        var grantee = await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee);

        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        var guard = app.Service<GrantGuard>();

        Assert.Null(await guard.CheckRoleAsync(db, lead.As(account), account.Production.EnvironmentId, grantee, branch, Ct));
        Assert.Equal("grant_exceeds_own_rights", (await guard.CheckRoleAsync(db, lead.As(account), account.Production.EnvironmentId, grantee, account.Production.RootNodeId, Ct))!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A35_Creating_somebody_into_a_privileged_group_is_refused(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var admins = await app.GroupAsync(account);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, group: admins.Id);
        var actor = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage, Permissions.GroupManage, Permissions.AssignmentManage]);
        var scope = new CreateScope(account.Production.ApplicationId, account.Production.EnvironmentId);

        var refused = await app.Service<IdentityService>().CreateAsync(actor, scope, new NewIdentity(AccountSetup.Email(), "Eve", "Moss") { Groups = [admins] }, Ct);

        Assert.Equal(("grant_exceeds_own_rights", 403), (refused.Error!.Code, refused.Error.Status));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_A_help_desk_cant_change_suspend_or_delete_an_administrator(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var helpDesk = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage, Permissions.CredentialManage]);
        var admin = await app.PersonAsync(account, "Ada", "Min");
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, admin.Id);
        var detail = (await app.Service<IdentityDetails>().GetAsync(helpDesk, admin.Id, Ct)).Value;
        var lifecycle = app.Service<IdentityLifecycle>();

        var edited = await app.Service<IdentityProfile>().UpdateAsync(helpDesk, admin.Id, new IdentityEdit("Eve", "Moss", AccountSetup.Email("eve"), null, true, false, detail.Version), Ct);
        var suspended = await lifecycle.SuspendAsync(helpDesk, admin.Id, Ct);
        var deleted = await lifecycle.DeleteAsync(helpDesk, admin.Id, Ct);

        Assert.Equal((false, false), (detail.MayManage, detail.MayManageCredentials));
        Assert.All([edited, suspended, deleted], r => Assert.Equal(403, r.Error!.Status));
        Assert.Equal("Ada", (await app.FindAsync(admin.Id))!.FirstName);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_A_role_in_an_environment_never_reaches_an_owner(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var admin = await app.PersonAsync(account, "Ada", "Min");
        foreach (var environment in new[] { account.Development, account.Production })
        {
            await app.AssignAsync(account, await app.RoleNamedAsync(environment, BuiltInRoles.Admin), environment, admin.Id);
        }

        var refused = await app.Service<IdentityLifecycle>().SuspendAsync(admin.As(account), account.Admin.Id, Ct);

        Assert.Equal(403, refused.Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_A_Development_Admin_cant_remove_a_Production_one(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var developer = await app.PersonAsync(account, "Dev", "Eloper");
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Development, BuiltInRoles.Admin), account.Development, developer.Id);
        var admin = await app.PersonAsync(account, "Ada", "Min");
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Development, BuiltInRoles.Admin), account.Development, admin.Id);
        var lifecycle = app.Service<IdentityLifecycle>();
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, admin.Id);

        var refused = await lifecycle.SuspendAsync(developer.As(account), admin.Id, Ct);

        Assert.Equal(403, refused.Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Ids_of_another_account_are_not_found(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (mine, theirs) = (await app.AccountAsync("Mine"), await app.AccountAsync("Theirs"));
        var stranger = await app.PersonAsync(theirs);
        var strangeGroup = await app.GroupAsync(theirs, stranger.Id);
        var groups = app.Service<GroupService>();
        var edit = new IdentityEdit("Eve", "Moss", AccountSetup.Email(), null, false, false, "");
        var scope = new CreateScope(mine.Production.ApplicationId, mine.Production.EnvironmentId);
        var foreignRole = new NewIdentity(AccountSetup.Email(), "Pat", "Lee") { RoleId = await app.RoleNamedAsync(theirs.Production, BuiltInRoles.Grantee), NodeId = theirs.Production.RootNodeId };

        Assert.Equal(404, (await app.Service<IdentityDetails>().GetAsync(mine.Admin, stranger.Id, Ct)).Error!.Status);
        Assert.Equal(404, (await app.Service<IdentityProfile>().UpdateAsync(mine.Admin, stranger.Id, edit, Ct)).Error!.Status);
        Assert.Equal(404, (await app.Service<IdentityLifecycle>().SuspendAsync(mine.Admin, stranger.Id, Ct)).Error!.Status);
        Assert.Equal(404, (await app.Service<IdentityLifecycle>().DeleteAsync(mine.Admin, stranger.Id, Ct)).Error!.Status);
        Assert.Equal(404, (await app.Service<GroupQueries>().GetAsync(mine.Admin, strangeGroup.Id, Ct)).Error!.Status);
        Assert.Empty((await app.Service<GroupQueries>().MembersAsync(mine.Admin, strangeGroup.Id, null, null, 10, Ct)).Items);
        Assert.Equal(404, (await groups.RenameAsync(mine.Admin, strangeGroup.Id, "Taken", Ct)).Error!.Status);
        Assert.Equal(404, (await groups.DeleteAsync(mine.Admin, strangeGroup.Id, Ct)).Error!.Status);
        Assert.Equal(404, (await groups.RemoveMemberAsync(mine.Admin, strangeGroup.Id, stranger.Id, Ct)).Error!.Status);
        Assert.Equal("role_not_found", (await app.Service<IdentityService>().CreateAsync(mine.Admin, scope, foreignRole, Ct)).Error!.Code);
        Assert.Equal(403, (await app.Service<IdentityService>().CreateAsync(mine.Admin, new CreateScope(theirs.Production.ApplicationId, theirs.Production.EnvironmentId), new NewIdentity(AccountSetup.Email(), "Pat", "Lee"), Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_A_batch_with_one_foreign_member_changes_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (mine, theirs) = (await app.AccountAsync("Mine"), await app.AccountAsync("Theirs"));
        var (friend, stranger) = (await app.PersonAsync(mine), await app.PersonAsync(theirs));
        var group = await app.GroupAsync(mine);

        var refused = await app.Service<GroupService>().AddMembersAsync(mine.Admin, group.Id, [friend.Id, stranger.Id], Ct);

        Assert.Equal("identity_not_found", refused.Error!.Code);
        Assert.Equal(0, await app.QueryAsync(db => db.GroupMembers.CountAsync(m => m.GroupId == group.Id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Without_identity_manage_nobody_is_created(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var reader = await app.ActorAsync(account, [Permissions.IdentityRead]);
        var service = app.Service<IdentityService>();
        var person = new NewIdentity(AccountSetup.Email(), "Pat", "Lee");

        var here = await service.CreateAsync(reader, new CreateScope(account.Production.ApplicationId, account.Production.EnvironmentId), person, Ct);
        var directory = await service.CreateAsync(reader, CreateScope.Directory(), person, Ct);

        Assert.All([here, directory], r => Assert.Equal(403, r.Error!.Status));
    }
}
