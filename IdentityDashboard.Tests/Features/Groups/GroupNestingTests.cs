using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Groups;

public sealed class GroupNestingTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_is_in_the_inner_group_has_what_every_outer_one_gives(Database database)
    {
        var world = await World.StartAsync(database);
        var (pat, inner, middle, outer) = (await world.PersonAsync(), await world.GroupAsync(), await world.GroupAsync(), await world.GroupAsync());
        await world.GiveAsync(outer);
        await world.Service.AddMembersAsync(world.Admin, inner.Id, [pat.Id], Ct);

        Assert.True((await world.Service.NestAsync(world.Admin, middle.Id, [inner.Id], Ct)).Succeeded);
        Assert.False(await world.MayAsync(pat));
        Assert.True((await world.Service.NestAsync(world.Admin, outer.Id, [middle.Id], Ct)).Succeeded);
        Assert.True(await world.MayAsync(pat));
        var late = await world.PersonAsync();
        await world.Service.AddMembersAsync(world.Admin, inner.Id, [late.Id], Ct);
        Assert.True(await world.MayAsync(late));

        Assert.True((await world.Service.UnnestAsync(world.Admin, outer.Id, middle.Id, Ct)).Succeeded);
        Assert.False(await world.MayAsync(pat));
        Assert.Equal([AuditActions.GroupCreated, AuditActions.GroupNested, AuditActions.GroupUnnested], (await world.App.AuditAsync(outer.Id)).Select(e => e.Action));
        Assert.Equal("group_not_found", (await world.Service.UnnestAsync(world.Admin, outer.Id, middle.Id, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_second_way_in_holds_when_the_first_is_taken_away(Database database)
    {
        var world = await World.StartAsync(database);
        var (inner, left, right, outer) = (await world.GroupAsync(), await world.GroupAsync(), await world.GroupAsync(), await world.GroupAsync());
        await world.NestAsync((outer, left), (outer, right), (left, inner), (right, inner), (outer, inner));
        await world.StandsInAsync(inner, (inner, 0), (left, 1), (outer, 1), (right, 1));

        await world.Service.UnnestAsync(world.Admin, outer.Id, inner.Id, Ct);
        await world.StandsInAsync(inner, (inner, 0), (left, 1), (outer, 2), (right, 1));
        await world.Service.UnnestAsync(world.Admin, left.Id, inner.Id, Ct);
        await world.StandsInAsync(inner, (inner, 0), (outer, 2), (right, 1));
        await world.Service.UnnestAsync(world.Admin, outer.Id, right.Id, Ct);
        await world.StandsInAsync(inner, (inner, 0), (right, 1));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Deleting_a_group_leaves_those_inside_it_and_their_other_ways(Database database)
    {
        var world = await World.StartAsync(database);
        var (inner, middle, outer) = (await world.GroupAsync(), await world.GroupAsync(), await world.GroupAsync());
        var top = await world.GroupAsync();
        await world.NestAsync((middle, inner), (outer, middle), (top, outer), (top, inner));

        Assert.True((await world.Service.DeleteAsync(world.Admin, middle.Id, Ct)).Succeeded);

        await world.StandsInAsync(inner, (inner, 0), (top, 1));
        await world.StandsInAsync(outer, (outer, 0), (top, 1));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task No_group_comes_to_stand_in_itself(Database database)
    {
        var world = await World.StartAsync(database);
        var (inner, middle, outer) = (await world.GroupAsync(), await world.GroupAsync(), await world.GroupAsync());
        await world.NestAsync((middle, inner), (outer, middle));

        Assert.Equal("group_circle", (await world.Service.NestAsync(world.Admin, inner.Id, [inner.Id], Ct)).Error!.Code);
        var refused = (await world.Service.NestAsync(world.Admin, inner.Id, [outer.Id], Ct)).Error!;
        Assert.Equal(("group_circle", 409), (refused.Code, refused.Status));
        Assert.Contains($"{inner.Name} stands inside {outer.Name} already", refused.For(GroupErrors.InsideField), StringComparison.Ordinal);
        Assert.DoesNotContain(outer.Id, (await world.App.Service<GroupNestingQueries>().ChooseAsync(world.Admin, inner.Id, "", 50, Ct)).Select(g => g.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_who_close_a_circle_at_once_one_is_refused(Database database)
    {
        var world = await World.StartAsync(database);
        for (var round = 0; round < 5; round++)
        {
            var (one, other) = (await world.GroupAsync(), await world.GroupAsync());

            var results = await Task.WhenAll(
                Task.Run(() => world.Service.NestAsync(world.Admin, one.Id, [other.Id], Ct), Ct),
                Task.Run(() => world.Service.NestAsync(world.Admin, other.Id, [one.Id], Ct), Ct));

            Assert.Equal("group_circle", Assert.Single(results, r => !r.Succeeded).Error!.Code);
            Assert.Equal(3, await world.App.QueryAsync(db => db.GroupLineage.CountAsync(l => l.DescendantId == one.Id || l.DescendantId == other.Id, Ct)));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A35_Nobody_reaches_a_groups_roles_through_a_group_inside_it(Database database)
    {
        var world = await World.StartAsync(database);
        var (admins, inner, loose) = (await world.GroupAsync(), await world.GroupAsync(), await world.GroupAsync());
        await world.App.AssignAsync(world.Account, await world.App.RoleNamedAsync(world.Account.Production, BuiltInRoles.Admin), world.Account.Production, group: admins.Id);
        await world.NestAsync((admins, inner));
        var actor = await world.App.ActorAsync(world.Account, [Permissions.GroupManage, Permissions.IdentityRead]);
        await world.Service.AddMembersAsync(world.Admin, loose.Id, [actor.Id], Ct);

        Assert.Equal(403, (await world.Service.AddMembersAsync(actor, inner.Id, [actor.Id], Ct)).Error!.Status);
        Assert.Equal(403, (await world.Service.NestAsync(actor, admins.Id, [loose.Id], Ct)).Error!.Status);
        Assert.Equal(403, (await world.Service.NestAsync(actor, inner.Id, [loose.Id], Ct)).Error!.Status);
        Assert.Equal(403, (await world.Service.UnnestAsync(actor, admins.Id, inner.Id, Ct)).Error!.Status);
        Assert.Equal(403, (await world.Service.DeleteAsync(actor, inner.Id, Ct)).Error!.Status);
        Assert.True((await world.Service.NestAsync(actor, loose.Id, [inner.Id], Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_last_Admin_by_a_group_inside_another_stays(Database database)
    {
        var world = await World.StartAsync(database);
        var (admins, inner, pat) = (await world.GroupAsync(), await world.GroupAsync(), await world.PersonAsync());
        var role = await world.App.RoleNamedAsync(world.Account.Production, BuiltInRoles.Admin);
        await world.App.AssignAsync(world.Account, role, world.Account.Production, group: admins.Id);
        await world.Service.AddMembersAsync(world.Admin, inner.Id, [pat.Id], Ct);
        await world.NestAsync((admins, inner));
        var boss = Actor.System(world.Account.Id);
        await using (var db = await world.App.Dbs.CreateDbContextAsync(Ct)) await db.Assignments.Where(a => a.IdentityId == world.Admin.Id && a.NodeId == world.Account.Production.RootNodeId).ExecuteDeleteAsync(Ct);

        Assert.Equal("last_admin", (await world.Service.UnnestAsync(boss, admins.Id, inner.Id, Ct)).Error!.Code);
        Assert.Equal("last_admin", (await world.Service.RemoveMemberAsync(boss, inner.Id, pat.Id, Ct)).Error!.Code);
        Assert.Equal("last_admin", (await world.Service.DeleteAsync(boss, inner.Id, Ct)).Error!.Code);
        Assert.Equal("last_admin", (await world.Service.SetWindowAsync(boss, inner.Id, pat.Id, new MembershipWindow(null, DateTimeOffset.UtcNow.AddDays(1)), Ct)).Error!.Code);
        await world.StandsInAsync(inner, (inner, 0), (admins, 1));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_answer_names_every_group_on_the_way(Database database)
    {
        var world = await World.StartAsync(database);
        var (pat, inner, middle, outer) = (await world.PersonAsync(), await world.GroupAsync(), await world.GroupAsync(), await world.GroupAsync());
        await world.NestAsync((middle, inner), (outer, middle));
        await world.GiveAsync(outer);
        var until = new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.Zero);
        await world.Service.AddMembersAsync(world.Admin, inner.Id, [pat.Id], new MembershipWindow(null, until), Ct);
        var root = world.Account.Production.RootNodeId;

        var way = Assert.Single((await world.App.Service<AccessExplainer>().WhyAsync(world.Admin, pat.Id, Permissions.AuditRead, root, Ct)).Value.Ways);
        var held = Assert.Single((await world.App.Service<AccessQueries>().HeldByAsync(world.Account.Id, [pat.Id], null, Ct))[pat.Id]);
        var person = Assert.Single((await world.App.Service<WhoCanQueries>().PeopleAsync(world.Admin, world.Account.Production.EnvironmentId, Permissions.AuditRead, root, null, 50, Ct)).Value.Items, p => p.Id == pat.Id);
        var groups = await world.App.Service<WhoCanQueries>().GroupsAsync(world.Admin, world.Account.Production.EnvironmentId, Permissions.AuditRead, root, Ct);

        var line = $"{inner.Name}, in {middle.Name}, in {outer.Name}";
        Assert.Equal([inner.Name, middle.Name, outer.Name], way.Chain.Select(s => s.Name));
        Assert.Equal((line, until), (way.Via, way.Ends));
        Assert.Equal((line, until), (held.ViaGroup, held.Until));
        Assert.Equal(line, Assert.Single(person.Ways).Via);
        Assert.Equal(1, Assert.Single(groups).Members);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_page_knows_what_is_inside_and_who_everybody_is(Database database)
    {
        var world = await World.StartAsync(database);
        var (pat, ada, inner, outer) = (await world.PersonAsync(), await world.PersonAsync(), await world.GroupAsync(), await world.GroupAsync());
        await world.Service.AddMembersAsync(world.Admin, inner.Id, [pat.Id, ada.Id], Ct);
        await world.Service.AddMembersAsync(world.Admin, outer.Id, [pat.Id], Ct);
        await world.NestAsync((outer, inner));

        var nest = await world.App.Service<GroupNestingQueries>().OfAsync(world.Admin, outer.Id, Ct);
        var mine = await world.App.Service<GroupQueries>().OfPersonAsync(world.Admin, ada.Id, Ct);
        var found = await world.App.Service<IdentityQueries>().ListAsync(world.Admin, new IdentityListQuery(null, null, new IdentityFilter { GroupId = outer.Id }), Ct);

        Assert.Equal((inner.Id, 2), (Assert.Single(nest.Inside).Id, nest.Inside[0].Members));
        Assert.Equal(2, nest.Everybody.Value);
        Assert.Equal([(inner.Id, true, null), (outer.Id, false, inner.Name)], mine.Select(g => (g.Id, g.IsDirect, g.Through)));
        Assert.Equal(new[] { pat.Id, ada.Id }.Order(), found.Value.Items.Select(i => i.Id).Order());
    }
}
