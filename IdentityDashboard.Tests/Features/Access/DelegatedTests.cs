using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Palette;
using IdentityDashboard.Features.Roles;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Access;

/// <summary>An administrator whose role lies at EMEA sees and manages what lies at and under EMEA, and nothing beside or above it.</summary>
public sealed class DelegatedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_list_shows_who_holds_something_there_with_those_roles_alone(Database database)
    {
        var w = await World.MakeAsync(database);
        var queries = w.App.Service<IdentityQueries>();

        var page = (await queries.ListAsync(w.Lead, w.List, Ct)).Value;

        Assert.Equal(["Amara", "Both", "Grouped", "Lea"], page.Items.Select(r => r.FullName.Split(' ')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(4, (await queries.CountAsync(w.Lead, w.List, Ct)).Value.Count.Value);
        Assert.Equal(4, (await queries.MatchingAsync(w.Lead, w.List, null, 100, Ct)).Value.Count);
        Assert.Equal(["EMEA / Berlin"], page.Items.Single(r => r.Id == w.Both).Roles.Select(r => r.Grant.NodePath));
        Assert.Equal(["Emea leads"], page.Items.Single(r => r.Id == w.Grouped).Groups);
        Assert.Empty((await queries.ListAsync(w.Lead, w.List with { Filter = new IdentityFilter { NodeId = w.Apac } }, Ct)).Value.Items);
        Assert.Empty((await queries.ListAsync(w.Lead, w.List with { Filter = new IdentityFilter { GroupId = w.ApacGroup } }, Ct)).Value.Items);
        Assert.Equal([w.Grouped], (await queries.ListAsync(w.Lead, w.List with { Filter = new IdentityFilter { GroupId = w.EmeaGroup } }, Ct)).Value.Items.Select(r => r.Id));
        Assert.Equal(403, (await queries.ListAsync(w.Lead, new IdentityListQuery(null, null, IdentityFilter.None), Ct)).Error!.Status);
        Assert.Equal(403, (await queries.ListAsync(w.Lead, w.List with { EnvironmentId = w.Account.Development.EnvironmentId }, Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Pages_of_people_elsewhere_arent_there_and_roles_elsewhere_arent_shown(Database database)
    {
        var w = await World.MakeAsync(database);
        var details = w.App.Service<IdentityDetails>();
        var roles = w.App.Service<VisibleRoles>();

        Assert.True((await details.GetAsync(w.Lead, w.Amara, Ct)).Value.MayManage);
        Assert.False((await details.GetAsync(w.Lead, w.Both, Ct)).Value.MayManage);
        foreach (var hidden in new[] { w.Elsewhere, w.Account.Admin.Id }) Assert.Equal(404, (await details.GetAsync(w.Lead, hidden, Ct)).Error!.Status);
        Assert.Equal([w.Berlin], (await roles.HeldByAsync(w.Lead, [w.Both], null, Ct))[w.Both].Select(r => r.Grant.NodeId));
        Assert.Equal([w.Berlin], (await w.App.Service<AssignmentQueries>().GivenToAsync(w.Lead, Subject.Person(w.Both), Ct)).Select(g => g.Grant.NodeId));
        Assert.Equal(3, (await roles.HeldByAsync(w.Account.Admin, [w.Both], null, Ct))[w.Both].Count());
        Assert.Equal(403, (await w.App.Service<AccessExplainer>().WhyAsync(w.Lead, w.Both, Permissions.IdentityRead, w.Apac, Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_Acts_on_people_who_hold_something_elsewhere_are_refused(Database database)
    {
        var w = await World.MakeAsync(database);
        var lifecycle = w.App.Service<IdentityLifecycle>();

        Assert.Equal(403, (await lifecycle.SuspendAsync(w.Lead, w.Both, Ct)).Error!.Status);
        Assert.Equal(403, (await lifecycle.SuspendAsync(w.Lead, w.Elsewhere, Ct)).Error!.Status);
        Assert.Equal(403, (await lifecycle.SuspendAsync(w.Lead, w.Account.Admin.Id, Ct)).Error!.Status);
        Assert.True((await lifecycle.SuspendAsync(w.Lead, w.Amara, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Roles_are_given_and_taken_there_alone_to_whom_they_see(Database database)
    {
        var w = await World.MakeAsync(database);
        var service = w.App.Service<AssignmentService>();
        var grantee = await w.App.RoleNamedAsync(w.Account.Production, BuiltInRoles.Grantee);
        var place = w.Account.Production.EnvironmentId;

        Assert.True((await service.AssignAsync(w.Lead, new NewAssignment(place, Subject.Person(w.Amara), grantee, w.Emea), Ct)).Succeeded);
        Assert.Equal(403, (await service.AssignAsync(w.Lead, new NewAssignment(place, Subject.Person(w.Amara), grantee, w.Apac), Ct)).Error!.Status);
        Assert.Equal(403, (await service.AssignAsync(w.Lead, new NewAssignment(place, Subject.Person(w.Amara), grantee, w.Account.Production.RootNodeId), Ct)).Error!.Status);
        Assert.Equal(404, (await service.AssignAsync(w.Lead, new NewAssignment(place, Subject.Person(w.Elsewhere), grantee, w.Emea), Ct)).Error!.Status);
        Assert.Equal(404, (await service.AssignAsync(w.Lead, new NewAssignment(place, Subject.Group(w.ApacGroup), grantee, w.Emea), Ct)).Error!.Status);
        var elsewhere = await w.App.QueryAsync(db => db.Assignments.Where(a => a.IdentityId == w.Elsewhere).Select(a => a.Id).SingleAsync(Ct));
        Assert.Equal(403, (await service.RemoveAsync(w.Lead, elsewhere, Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_tree_begins_with_their_nodes_and_pickers_offer_no_others(Database database)
    {
        var w = await World.MakeAsync(database);
        var (tree, pick, place) = (w.App.Service<HierarchyQueries>(), w.App.Service<AccessQueries>(), w.Account.Production.EnvironmentId);

        var roots = (await tree.RootsAsync(w.Lead, place, archived: false, Ct)).Value;
        Assert.Equal([w.Emea], roots.Select(r => r.Id));
        Assert.Equal([w.Berlin], (await tree.ChildrenAsync(w.Lead, place, w.Emea, null, archived: false, Ct)).Value.Nodes.Select(n => n.Id));
        Assert.Equal([w.Emea, w.Berlin], (await tree.WayToAsync(w.Lead, place, w.Berlin, archived: false, Ct)).Value.Select(n => n.Id));
        Assert.Empty((await tree.WayToAsync(w.Lead, place, w.Apac, archived: false, Ct)).Value);
        foreach (var hidden in new[] { w.Apac, w.Account.Production.RootNodeId })
        {
            Assert.Equal(404, (await tree.DetailAsync(w.Lead, place, hidden, Ct)).Error!.Status);
            Assert.Equal(404, (await tree.ChildrenAsync(w.Lead, place, hidden, null, archived: false, Ct)).Error!.Status);
            Assert.Empty(await pick.ChildrenAsync(w.Lead, hidden, Ct));
        }

        Assert.Empty((await tree.SearchAsync(w.Lead, place, "APAC", archived: true, Ct)).Value);
        Assert.Equal(["EMEA", "EMEA / Berlin"], (await pick.NodesAsync(w.Lead, place, 50, Ct)).Select(n => n.Path));
        Assert.Equal([w.Emea], (await pick.TopsAsync(w.Lead, place, Ct)).Select(n => n.Id));
        Assert.Empty(await pick.SearchNodesAsync(w.Lead, place, "APAC", Ct));
        Assert.True((await w.App.Service<HierarchyService>().AddAsync(w.Lead, w.Berlin, [new NewNode("Mitte", "site")], Ct)).Succeeded);
        Assert.Equal(403, (await w.App.Service<HierarchyService>().AddAsync(w.Lead, w.Apac, [new NewNode("Tokyo", "site")], Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A35_Groups_are_seen_with_a_role_there_and_changed_only_if_all_their_roles_lie_there(Database database)
    {
        var w = await World.MakeAsync(database);
        var (queries, service) = (w.App.Service<GroupQueries>(), w.App.Service<GroupService>());
        await w.App.AssignAsync(w.Account, w.Reader, w.Account.Production, group: w.MixedGroup, node: w.Berlin);
        await w.App.AssignAsync(w.Account, w.Reader, w.Account.Production, group: w.MixedGroup, node: w.Apac);

        Assert.Equal(new[] { w.EmeaGroup, w.MixedGroup }.Order(), (await queries.ListAsync(w.Lead, new GroupListQuery(), Ct)).Value.Items.Select(g => g.Id).Order());
        Assert.Equal((true, false), ((await queries.GetAsync(w.Lead, w.EmeaGroup, Ct)).Value.MayManage, (await queries.GetAsync(w.Lead, w.MixedGroup, Ct)).Value.MayManage));
        Assert.Equal([w.Berlin], (await queries.GetAsync(w.Lead, w.MixedGroup, Ct)).Value.Roles.Select(r => r.NodeId));
        Assert.Equal(404, (await queries.GetAsync(w.Lead, w.ApacGroup, Ct)).Error!.Status);
        Assert.Empty((await queries.MembersAsync(w.Lead, w.ApacGroup, null, null, 50, Ct)).Items);
        Assert.Equal(403, (await service.RenameAsync(w.Lead, w.MixedGroup, "Mine", Ct)).Error!.Status);
        Assert.Equal(403, (await service.AddMembersAsync(w.Lead, w.ApacGroup, [w.Amara], Ct)).Error!.Status);
        Assert.False((await service.AddMembersAsync(w.Lead, w.EmeaGroup, [w.Elsewhere], Ct)).Succeeded);
        Assert.True((await service.AddMembersAsync(w.Lead, w.EmeaGroup, [w.Amara], Ct)).Succeeded);
        Assert.Equal(403, (await service.CreateAsync(w.Lead, $"Mine {Guid.NewGuid():N}", [], Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A35_Groups_inside_one_they_see_are_seen_with_their_people_and_others_cant_be_pulled_in(Database database)
    {
        var w = await World.MakeAsync(database);
        var (queries, service, nesting) = (w.App.Service<GroupQueries>(), w.App.Service<GroupService>(), w.App.Service<GroupNestingQueries>());
        var (nested, later) = (await w.App.PersonAsync(w.Account, "Nested", "Roe"), await w.App.PersonAsync(w.Account, "Later", "Roe"));
        var inner = (await service.CreateAsync(w.Account.Admin, "Inner", [nested.Id], Ct)).Value;
        Assert.True((await service.NestAsync(w.Account.Admin, w.EmeaGroup, [inner.Id], Ct)).Succeeded);
        Assert.True((await service.AddMembersAsync(w.Account.Admin, inner.Id, [later.Id], new MembershipWindow(DateTimeOffset.UtcNow.AddDays(1), null), Ct)).Succeeded);

        var seen = (await w.App.Service<IdentityQueries>().ListAsync(w.Lead, w.List, Ct)).Value.Items;
        Assert.Equal(["Inner"], seen.Single(p => p.Id == nested.Id).Groups);
        Assert.Contains(later.Id, seen.Select(p => p.Id));
        Assert.True((await w.App.Service<IdentityDetails>().GetAsync(w.Lead, nested.Id, Ct)).Succeeded);
        Assert.Equal([nested.Id], (await w.App.Service<PaletteLookup>().FindAsync(w.Lead, "Nested", 10, Ct)).People.Select(p => p.Id));
        Assert.Equal(["Inner", "Emea leads"], (await queries.OfPersonAsync(w.Lead, nested.Id, Ct)).Select(g => g.Name));
        Assert.Equal(["Emea leads"], (await nesting.OfAsync(w.Lead, inner.Id, Ct)).StandsIn.Select(g => g.Name));
        Assert.Equal(["Inner"], (await nesting.OfAsync(w.Lead, w.EmeaGroup, Ct)).Inside.Select(g => g.Name));
        Assert.True((await queries.GetAsync(w.Lead, inner.Id, Ct)).Value.MayManage);
        Assert.Single(await w.App.Service<GroupLosses>().OfMemberAsync(w.Lead, inner.Id, nested.Id, Ct));

        Assert.Equal("group_not_found", (await service.NestAsync(w.Lead, w.EmeaGroup, [w.ApacGroup], Ct)).Error!.Code);
        Assert.DoesNotContain(await nesting.ChooseAsync(w.Lead, w.EmeaGroup, "Apac", 10, Ct), g => g.Id == w.ApacGroup);
        await w.App.AssignAsync(w.Account, w.Reader, w.Account.Production, group: w.MixedGroup, node: w.Apac);
        Assert.True((await service.NestAsync(w.Account.Admin, w.MixedGroup, [inner.Id], Ct)).Succeeded);
        Assert.Equal(403, (await service.RemoveMemberAsync(w.Lead, inner.Id, nested.Id, Ct)).Error!.Status);
        Assert.Equal(["Emea leads"], (await nesting.OfAsync(w.Lead, inner.Id, Ct)).StandsIn.Select(g => g.Name));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Invitations_to_their_nodes_are_seen_and_withdrawn_and_no_others(Database database)
    {
        var w = await World.MakeAsync(database);
        var (invitations, lifecycle, place) = (w.App.Service<InvitationService>(), w.App.Service<InvitationLifecycle>(), w.Account.Production.EnvironmentId);
        var mine = (await invitations.InviteAsync(w.Account.Admin, place, new NewInvitation(AccountSetup.Email("mine"), RoleId: w.Reader, NodeId: w.Berlin), Ct)).Value;
        var beyond = (await invitations.InviteAsync(w.Account.Admin, place, new NewInvitation(AccountSetup.Email("beyond"), RoleId: w.Reader, NodeId: w.Berlin, Groups: [new GroupChoice(w.ApacGroup, "Apac leads")]), Ct)).Value;
        var elsewhere = (await invitations.InviteAsync(w.Account.Admin, place, new NewInvitation(AccountSetup.Email("elsewhere"), RoleId: w.Reader, NodeId: w.Apac), Ct)).Value;
        var plain = (await invitations.InviteAsync(w.Account.Admin, place, new NewInvitation(AccountSetup.Email("plain")), Ct)).Value;

        var open = (await w.App.Service<InvitationQueries>().OpenAsync(w.Lead, place, null, 50, Ct)).Value;

        Assert.Equal(new[] { mine.Id, beyond.Id }.Order(), open.Rows.Select(i => i.Id).Order());
        foreach (var other in new[] { beyond.Id, elsewhere.Id, plain.Id }) Assert.Equal(403, (await lifecycle.CopyLinkAsync(w.Lead, other, Ct)).Error!.Status);
        Assert.True((await lifecycle.RevokeAsync(w.Lead, mine.Id, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_People_are_brought_in_with_a_role_there_and_not_otherwise(Database database)
    {
        var w = await World.MakeAsync(database);
        var (invitations, identities, place) = (w.App.Service<InvitationService>(), w.App.Service<IdentityService>(), w.Account.Production);
        var scope = new CreateScope(place.ApplicationId, place.EnvironmentId);

        var created = await identities.CreateAsync(w.Lead, scope, Person(w.Berlin), Ct);
        Assert.True(created.Succeeded);
        Assert.Contains((await w.App.Service<IdentityQueries>().ListAsync(w.Lead, w.List, Ct)).Value.Items, i => i.Id == created.Value.Id);
        Assert.Equal("role_id", Assert.Single((await identities.CreateAsync(w.Lead, scope, Person(null), Ct)).Error!.Fields!.Keys));
        Assert.Equal("node_not_found", (await identities.CreateAsync(w.Lead, scope, Person(w.Apac), Ct)).Error!.Code);
        Assert.Equal("node_not_found", (await identities.CreateAsync(w.Lead, scope, Person(place.RootNodeId), Ct)).Error!.Code);
        Assert.Equal(403, (await identities.CreateAsync(w.Lead, CreateScope.Directory(place.ApplicationId), Person(null), Ct)).Error!.Status);

        var sent = await invitations.InviteAsync(w.Lead, place.EnvironmentId, [Invited(w.Berlin), Invited(null), Invited(w.Apac)], Ct);
        Assert.Equal([null, "forbidden", "node_not_found"], sent.Select(s => s.Error?.Code));
        Assert.Equal(403, (await invitations.InviteAsync(w.Lead, w.Account.Development.EnvironmentId, Invited(w.Berlin), Ct)).Error!.Status);
        var checks = await w.App.Service<InvitationChecks>().CheckAsync(w.Lead, place.EnvironmentId, ["no address", w.Account.Admin.Name + "@nowhere", AccountSetup.Email("free")], Ct);
        Assert.All(checks, c => Assert.Equal(AddressStanding.Invalid, c.Standing));

        NewIdentity Person(Guid? node) => new(AccountSetup.Email("person"), "New", "Person") { RoleId = node is null ? null : w.Reader, NodeId = node };
        NewInvitation Invited(Guid? node) => new(AccountSetup.Email("invited"), RoleId: node is null ? null : w.Reader, NodeId: node);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Roles_are_read_with_the_people_there_and_not_changed(Database database)
    {
        var w = await World.MakeAsync(database);
        var (queries, place) = (w.App.Service<RoleQueries>(), w.Account.Production.EnvironmentId);

        var reader = (await queries.ListAsync(w.Lead, place, Ct)).Value.Single(r => r.Id == w.Reader);

        Assert.Equal(1, reader.Groups);
        Assert.Equal(3, (await queries.PeopleAsync(w.Lead, place, Ct))[w.Reader].Value);
        Assert.Equal((false, 3), (await queries.GetAsync(w.Lead, w.Reader, Ct)).Value is var detail ? (detail.MayChange, detail.People.Value) : default);
        Assert.All(await queries.HoldersAsync(w.Lead, w.Reader, 50, Ct), h => Assert.StartsWith("EMEA", h.Grant.NodePath, StringComparison.Ordinal));
        Assert.Equal(403, (await w.App.Service<RoleService>().CreateAsync(w.Lead, place, "Mine", null, Ct)).Error!.Status);
        Assert.Equal(403, (await w.App.Service<WhoCanQueries>().PeopleAsync(w.Lead, place, Permissions.IdentityRead, w.Emea, null, 50, Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_switcher_the_palette_and_the_audit_obey_too(Database database)
    {
        var w = await World.MakeAsync(database);
        var palette = w.App.Service<PaletteLookup>();

        var view = await w.App.Service<WorkspaceService>().GetAsync(w.Lead, Ct);
        Assert.Equal([w.Account.Production.EnvironmentId], view.Choices.Select(c => c.EnvironmentId));
        Assert.Equal((true, false, true), (view.CanAdminister, view.Can(Permissions.IdentityRead), view.CanSomewhere(Permissions.IdentityRead)));
        Assert.Equal([w.Both], (await palette.FindAsync(w.Lead, "Both", 10, Ct)).People.Select(p => p.Id));
        Assert.Empty((await palette.FindAsync(w.Lead, "Elsewhere", 10, Ct)).People);
        Assert.Equal([w.EmeaGroup], (await palette.FindAsync(w.Lead, [w.Elsewhere], [w.EmeaGroup, w.ApacGroup], Ct)).Groups.Select(g => g.Id));
        Assert.Empty(await w.App.Service<AuditQueries>().RecentAsync(w.Lead, 10, Ct));
    }

    private sealed record World(
        TestApp App, TestAccount Account, Actor Lead, Guid Emea, Guid Berlin, Guid Apac, Guid Reader, Guid Amara, Guid Both, Guid Grouped, Guid Elsewhere, Guid EmeaGroup, Guid ApacGroup, Guid MixedGroup)
    {
        public IdentityListQuery List => new(Account.Production.ApplicationId, Account.Production.EnvironmentId, IdentityFilter.None);

        public static async Task<World> MakeAsync(Database database)
        {
            var app = await TestApp.SharedAsync(database);
            var account = await app.AccountAsync();
            var place = account.Production;
            var emea = await app.NodeAsync(account, place, "EMEA");
            var berlin = await app.NodeAsync(account, place, "Berlin", emea);
            var apac = await app.NodeAsync(account, place, "APAC");
            var reader = await app.RoleAsync(account, place, [Permissions.AccessRequest]);
            var lead = await app.PersonAsync(account, "Lea", "Branch");
            await app.AssignAsync(account, await app.RoleNamedAsync(place, BuiltInRoles.Admin), place, lead.Id, node: emea);
            var (amara, both, grouped, elsewhere) = (await app.PersonAsync(account, "Amara", "Okafor"), await app.PersonAsync(account, "Both", "Places"), await app.PersonAsync(account, "Grouped", "Singh"), await app.PersonAsync(account, "Elsewhere", "Wu"));
            await app.AssignAsync(account, reader, place, amara.Id, node: emea);
            await app.AssignAsync(account, reader, place, both.Id, node: berlin);
            await app.AssignAsync(account, reader, place, both.Id, node: apac);
            await app.AssignAsync(account, reader, place, elsewhere.Id, node: apac);
            var groups = app.Service<GroupService>();
            var emeaGroup = (await groups.CreateAsync(account.Admin, "Emea leads", [grouped.Id], Ct)).Value;
            var apacGroup = (await groups.CreateAsync(account.Admin, "Apac leads", [elsewhere.Id, both.Id], Ct)).Value;
            await app.AssignAsync(account, reader, place, group: emeaGroup.Id, node: berlin);
            await app.AssignAsync(account, reader, place, group: apacGroup.Id, node: apac);
            var mixed = (await groups.CreateAsync(account.Admin, "Mixed", [], Ct)).Value;
            return new World(app, account, lead.As(account), emea, berlin, apac, reader, amara.Id, both.Id, grouped.Id, elsewhere.Id, emeaGroup.Id, apacGroup.Id, mixed.Id);
        }
    }
}
