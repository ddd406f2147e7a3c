using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Features.Workspace.Applications;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Workspace.Applications;

public sealed class ApplicationServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S44_A_new_application_begins_with_empty_Development_and_Production_and_its_creator_as_Admin(Database database)
    {
        var (app, account) = await StartAsync(database);

        var id = (await app.Service<ApplicationService>().CreateAsync(account.Admin, " Northpeak  Ops ", Ct)).Value;

        var view = await app.Service<WorkspaceService>().GetAsync(account.Admin, Ct);
        var made = view.Choices.Where(c => c.ApplicationId == id).ToList();
        Assert.Equal(["Development", "Production"], made.Select(c => c.EnvironmentName));
        Assert.All(made, c => Assert.Equal("Northpeak Ops", c.ApplicationName));
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        foreach (var place in made)
        {
            Assert.True(await app.Service<AccessService>().EvaluateAsync(db, account.Admin.Id, Permissions.ApiKeyManage, place.RootNodeId, Ct));
            Assert.Equal(Permissions.BuiltIn.Count, await db.Permissions.CountAsync(p => p.EnvironmentId == place.EnvironmentId, Ct));
            Assert.Equal(["Admin", "Grantee"], await db.Roles.Where(r => r.EnvironmentId == place.EnvironmentId).OrderBy(r => r.Name).Select(r => r.Name).ToListAsync(Ct));
        }

        Assert.Equal(MembershipState.Active, (await db.AppMemberships.SingleAsync(m => m.ApplicationId == id, Ct)).State);
        Assert.Equal(AuditActions.ApplicationCreated, Assert.Single(await app.AuditAsync(id)).Action);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Names_are_there_once_and_renaming_is_recorded(Database database)
    {
        var (app, account) = await StartAsync(database);
        var (applications, environments) = (app.Service<ApplicationService>(), app.Service<EnvironmentService>());
        var id = (await applications.CreateAsync(account.Admin, "Ordering", Ct)).Value;
        var staging = (await environments.CreateAsync(account.Admin, id, "Staging", EnvironmentKind.Development, Ct)).Value;

        Assert.Equal("application_exists", (await applications.CreateAsync(account.Admin, "ORDERING", Ct)).Error!.Code);
        Assert.Equal("environment_exists", (await environments.CreateAsync(account.Admin, id, "staging", EnvironmentKind.Development, Ct)).Error!.Code);
        Assert.Equal("environment_exists", (await environments.RenameAsync(account.Admin, staging, "Production", null, Ct)).Error!.Code);
        Assert.Equal("Enter a name.", (await applications.RenameAsync(account.Admin, id, "  ", null, Ct)).Error!.Message);
        Assert.Equal("changed_meanwhile", (await applications.RenameAsync(account.Admin, id, "Orders", "Old", Ct)).Error!.Code);
        Assert.True((await applications.RenameAsync(account.Admin, id, "Orders", "Ordering", Ct)).Succeeded);
        Assert.True((await environments.RenameAsync(account.Admin, staging, "Sandbox", null, Ct)).Succeeded);

        Assert.Contains("[\"Ordering\",\"Orders\"]", (await app.AuditAsync(id))[^1].Changes, StringComparison.Ordinal);
        Assert.Equal([AuditActions.EnvironmentCreated, AuditActions.EnvironmentRenamed], (await app.AuditAsync(staging)).Select(e => e.Action));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Only_Owners_of_the_same_account_may_and_others_ids_arent_there(Database database)
    {
        var (app, account) = await StartAsync(database);
        var other = await app.AccountAsync();
        var admin = await app.ActorAsync(account, [.. Permissions.BuiltIn.Select(p => p.Key)]);
        var (applications, environments, queries) = (app.Service<ApplicationService>(), app.Service<EnvironmentService>(), app.Service<ApplicationQueries>());
        var (id, environment) = (account.Production.ApplicationId, account.Production.EnvironmentId);

        Assert.Equal(403, (await applications.CreateAsync(admin, "Mine", Ct)).Error!.Status);
        Assert.Equal(403, (await environments.CreateAsync(admin, id, "Mine", EnvironmentKind.Development, Ct)).Error!.Status);
        Assert.Equal(403, (await environments.DeleteAsync(admin, environment, "Production", Ct)).Error!.Status);
        Assert.Equal(403, (await queries.ListAsync(admin, Ct)).Error!.Status);
        Assert.Equal(404, (await applications.RenameAsync(other.Admin, id, "Taken over", null, Ct)).Error!.Status);
        Assert.Equal(404, (await applications.DeleteAsync(other.Admin, id, "Halden Group", Ct)).Error!.Status);
        Assert.Equal(404, (await environments.CreateAsync(other.Admin, id, "Taken over", EnvironmentKind.Development, Ct)).Error!.Status);
        Assert.Equal(404, (await environments.RenameAsync(other.Admin, environment, "Taken over", null, Ct)).Error!.Status);
        Assert.Equal(404, (await environments.DeleteAsync(other.Admin, environment, "Production", Ct)).Error!.Status);
        Assert.Equal(404, (await queries.OfEnvironmentAsync(other.Admin, environment, Ct)).Error!.Status);
        Assert.DoesNotContain((await queries.ListAsync(other.Admin, Ct)).Value, a => a.Id == id);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U69_An_environment_goes_with_all_that_belongs_to_it_after_its_name_is_typed_and_nothing_else_goes(Database database)
    {
        var (app, account) = await StartAsync(database);
        var place = account.Development;
        var (person, group) = await FillAsync(app, account, place);
        var environments = app.Service<EnvironmentService>();

        var going = (await app.Service<ApplicationQueries>().OfEnvironmentAsync(account.Admin, place.EnvironmentId, Ct)).Value;
        Assert.Equal(new Removal(Members: 0, Environments: 1, Assignments: 3, Groups: 1, Roles: 3, Nodes: 3, ApiKeys: 1, PendingInvitations: 1, AccessFlows: 1), going);
        Assert.Equal("confirmation_required", (await environments.DeleteAsync(account.Admin, place.EnvironmentId, "development", Ct)).Error!.Code);
        Assert.True((await environments.DeleteAsync(account.Admin, place.EnvironmentId, "Development", Ct)).Succeeded);

        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        Assert.False(await db.Assignments.AnyAsync(a => a.EnvironmentId == place.EnvironmentId, Ct));
        Assert.False(await db.Nodes.AnyAsync(n => n.EnvironmentId == place.EnvironmentId, Ct));
        Assert.False(await db.AccessFlows.AnyAsync(f => f.EnvironmentId == place.EnvironmentId, Ct) || await db.AccessRequests.AnyAsync(r => r.EnvironmentId == place.EnvironmentId, Ct));
        Assert.False(await db.Environments.AnyAsync(e => e.Id == place.EnvironmentId, Ct));
        Assert.True(await db.Identities.AnyAsync(i => i.Id == person, Ct));
        Assert.True(await db.Groups.AnyAsync(g => g.Id == group, Ct));
        Assert.True(await db.AppMemberships.AnyAsync(m => m.IdentityId == person, Ct));
        Assert.True(await db.Assignments.AnyAsync(a => a.EnvironmentId == account.Production.EnvironmentId, Ct));
        var entry = (await app.AuditAsync(place.EnvironmentId))[^1];
        Assert.Equal(AuditActions.EnvironmentDeleted, entry.Action);
        Assert.Contains("\"assignments\":[\"3\",null]", entry.Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U69_An_application_goes_with_its_environments_and_memberships(Database database)
    {
        var (app, account) = await StartAsync(database);
        var applications = app.Service<ApplicationService>();
        var kept = (await applications.CreateAsync(account.Admin, "Kept", Ct)).Value;
        await FillAsync(app, account, account.Development);

        Assert.True((await applications.DeleteAsync(account.Admin, account.Production.ApplicationId, "Halden Group", Ct)).Succeeded);

        var view = await app.Service<WorkspaceService>().GetAsync(account.Admin, Ct);
        Assert.All(view.Choices, c => Assert.Equal(kept, c.ApplicationId));
        Assert.NotNull(view.Active);
        Assert.Equal(1, await app.QueryAsync(db => db.AppMemberships.CountAsync(m => m.AccountId == account.Id, Ct)));
        Assert.Equal(1, await app.QueryAsync(db => db.Applications.CountAsync(a => a.AccountId == account.Id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U70_The_last_application_and_the_last_environment_stay(Database database)
    {
        var (app, account) = await StartAsync(database);

        Assert.Equal("last_application", (await app.Service<ApplicationService>().DeleteAsync(account.Admin, account.Production.ApplicationId, "Halden Group", Ct)).Error!.Code);
        Assert.True((await app.Service<EnvironmentService>().DeleteAsync(account.Admin, account.Development.EnvironmentId, "Development", Ct)).Succeeded);
        Assert.Equal("last_environment", (await app.Service<EnvironmentService>().DeleteAsync(account.Admin, account.Production.EnvironmentId, "Production", Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_who_delete_the_last_two_environments_at_once_leave_one(Database database)
    {
        var (app, account) = await StartAsync(database);
        var environments = app.Service<EnvironmentService>();

        var results = await Task.WhenAll(
            Task.Run(() => environments.DeleteAsync(account.Admin, account.Development.EnvironmentId, "Development", Ct), Ct),
            Task.Run(() => environments.DeleteAsync(account.Admin, account.Production.EnvironmentId, "Production", Ct), Ct));

        Assert.Single(results, r => r.Succeeded);
        Assert.Equal(1, await app.QueryAsync(db => db.Environments.CountAsync(e => e.AccountId == account.Id, Ct)));
    }

    /// <summary>A table that gets a key to environments, roles or nodes has to be emptied with them: this says so before anybody's deletion fails.</summary>
    [Fact]
    public async Task Every_table_that_hangs_on_an_environment_is_known_to_its_removal()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        Type[] places = [typeof(AppEnvironment), typeof(Role), typeof(Node), typeof(Permission)];

        var hanging = db.Model.GetEntityTypes().Where(e => e.GetForeignKeys().Any(k => places.Contains(k.PrincipalEntityType.ClrType))).Select(e => e.ClrType.Name).Order(StringComparer.Ordinal);

        Assert.Equal(["AccessFlow", "AccessFlowGrant", "AccessRequest", "ApiKey", "Assignment", "HierarchySchema", "Invitation", "Node", "NodeLineage", "Permission", "Role", "RolePermission"], hanging);
    }

    /// <summary>Two nodes below each other, a role, a person and a group with it, a key, an open invitation, node types.</summary>
    private static async Task<(Guid Person, Guid Group)> FillAsync(TestApp app, TestAccount account, WorkspaceChoice place)
    {
        var emea = await app.NodeAsync(account, place, "EMEA");
        var berlin = await app.NodeAsync(account, place, "Berlin", emea);
        var role = await app.RoleAsync(account, place, [Permissions.IdentityRead]);
        var person = await app.PersonAsync(account);
        var group = await app.GroupAsync(account, person.Id);
        await app.AssignAsync(account, role, place, person.Id, node: berlin);
        await app.AssignAsync(account, role, place, group: group.Id, node: emea);
        await app.Service<InvitationService>().InviteAsync(account.Admin, place.EnvironmentId, new NewInvitation(AccountSetup.Email("ada"), RoleId: role, NodeId: emea, Groups: [group]), Ct);
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        app.Service<ApiKeyWriter>().Add(db, account.Admin, "CI", Guid.NewGuid().ToString("N"), new RoleAtNode(place.EnvironmentId, place.EnvironmentName, role, "Role", emea, "EMEA"));
        var flow = new AccessFlow { AccountId = account.Id, EnvironmentId = place.EnvironmentId, Name = "Ask", MaxHours = 8, AuthorId = account.Admin.Id, AuthorName = account.Admin.Name };
        db.Add(flow);
        db.Add(new AccessFlowParty { FlowId = flow.Id, Part = FlowPart.Approver, GroupId = group.Id });
        db.Add(new AccessFlowGrant { FlowId = flow.Id, RoleId = role, NodeId = emea });
        db.Add(new AccessRequest { AccountId = account.Id, EnvironmentId = place.EnvironmentId, FlowId = flow.Id, RequesterId = person.Id, RoleId = role, NodeId = emea, Hours = 8 });
        db.Add(new HierarchySchema { EnvironmentId = place.EnvironmentId, AccountId = account.Id, Version = "1" });
        await db.SaveChangesAsync(Ct);
        return (person.Id, group.Id);
    }

    private static async Task<(TestApp App, TestAccount Account)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync());
    }
}
