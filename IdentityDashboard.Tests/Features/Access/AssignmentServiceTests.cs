using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IdentityDashboard.Tests.Features.Access;

public sealed class AssignmentServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_is_given_to_a_person_and_to_a_group_and_taken_back_and_all_of_it_is_recorded(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, [Permissions.AuditRead]);
        var (pat, ada) = (await app.PersonAsync(account), await app.PersonAsync(account, "Ada", "Min"));
        var group = await app.GroupAsync(account, ada.Id);

        var direct = (await service.AssignAsync(account.Admin, Wanted(account, Subject.Person(pat.Id), role), Ct)).Value;
        var grouped = (await service.AssignAsync(account.Admin, Wanted(account, Subject.Group(group.Id), role), Ct)).Value;
        Assert.True(await MayAsync(app, account, pat.Id));
        Assert.True(await MayAsync(app, account, ada.Id));
        Assert.True((await service.RemoveAsync(account.Admin, direct, Ct)).Succeeded);
        Assert.True((await service.RemoveAsync(account.Admin, grouped, Ct)).Succeeded);

        Assert.False(await MayAsync(app, account, pat.Id));
        Assert.False(await MayAsync(app, account, ada.Id));
        foreach (var subject in new[] { pat.Id, group.Id })
        {
            var acts = (await app.AuditAsync(subject)).Select(e => e.Action).Where(a => a.StartsWith("assignment.", StringComparison.Ordinal));
            Assert.Equal([AuditActions.AssignmentCreated, AuditActions.AssignmentRemoved], acts);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S17_Who_joins_a_group_later_gets_what_it_was_given(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, [Permissions.AuditRead]);
        var (group, late) = (await app.GroupAsync(account), await app.PersonAsync(account));
        await service.AssignAsync(account.Admin, Wanted(account, Subject.Group(group.Id), role), Ct);
        Assert.False(await MayAsync(app, account, late.Id));

        await app.Service<IdentityDashboard.Features.Groups.GroupService>().AddMembersAsync(account.Admin, group.Id, [late.Id], Ct);

        Assert.True(await MayAsync(app, account, late.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_missing_or_cant_be_is_said_beside_its_field(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var subject = Subject.Person((await app.PersonAsync(account)).Id);
        var role = await app.RoleAsync(account, account.Production, []);
        var now = DateTimeOffset.UtcNow;

        var empty = (await service.AssignAsync(account.Admin, new NewAssignment(account.Production.EnvironmentId, subject, null, null), Ct)).Error!;
        var over = (await service.AssignAsync(account.Admin, Wanted(account, subject, role) with { Until = now.AddMinutes(-1) }, Ct)).Error!;
        var turned = (await service.AssignAsync(account.Admin, Wanted(account, subject, role) with { From = now.AddHours(2), Until = now.AddHours(1) }, Ct)).Error!;
        var strange = (await service.AssignAsync(account.Admin, Wanted(account, subject, role) with { NodeId = account.Development.RootNodeId }, Ct)).Error!;

        Assert.Equal("Choose where this role applies.", empty.For("node_id"));
        Assert.NotNull(empty.For("role_id"));
        Assert.NotNull(over.For(AccessErrors.UntilField));
        Assert.NotNull(turned.For(AccessErrors.UntilField));
        Assert.Equal("node_not_found", strange.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_same_role_at_the_same_node_isnt_given_twice_for_the_same_time(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var wanted = Wanted(account, Subject.Person((await app.PersonAsync(account)).Id), await app.RoleAsync(account, account.Production, []));
        var now = DateTimeOffset.UtcNow;
        await service.AssignAsync(account.Admin, wanted with { Until = now.AddDays(1) }, Ct);

        Assert.Equal("assignment_exists", (await service.AssignAsync(account.Admin, wanted, Ct)).Error!.Code);
        Assert.True((await service.AssignAsync(account.Admin, wanted with { From = now.AddDays(2) }, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Given_at_once_by_several_it_is_given_once(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, []);
        foreach (var subject in new[] { Subject.Person((await app.PersonAsync(account)).Id), Subject.Group((await app.GroupAsync(account)).Id) })
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => service.AssignAsync(account.Admin, Wanted(account, subject, role), Ct), Ct)));

            Assert.Single(results, r => r.Succeeded);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_A35_Nobody_gives_or_takes_what_is_more_than_they_have_themselves_or_by_way_of_a_group(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var manager = await app.ActorAsync(account, [Permissions.AssignmentManage, Permissions.IdentityRead]);
        var reader = await app.ActorAsync(account, [Permissions.IdentityRead]);
        var admin = await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin);
        var (small, group) = (await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]), await app.GroupAsync(account, manager.Id));
        var given = await AssignmentOfAsync(app, account.Admin.Id);

        foreach (var subject in new[] { Subject.Person(manager.Id), Subject.Group(group.Id) })
        {
            Assert.Equal(403, (await service.AssignAsync(manager, Wanted(account, subject, admin), Ct)).Error!.Status);
            Assert.Equal(403, (await service.AssignAsync(reader, Wanted(account, subject, small), Ct)).Error!.Status);
        }

        Assert.Equal(403, (await service.RemoveAsync(manager, given, Ct)).Error!.Status);
        Assert.True((await service.AssignAsync(manager, Wanted(account, Subject.Group(group.Id), small), Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Another_accounts_people_groups_and_assignments_arent_there(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var other = await app.AccountAsync("Other");
        var role = await app.RoleAsync(account, account.Production, []);
        var (person, group) = (await app.PersonAsync(other), await app.GroupAsync(other));

        Assert.Equal(404, (await service.AssignAsync(account.Admin, Wanted(account, Subject.Person(person.Id), role), Ct)).Error!.Status);
        Assert.Equal(404, (await service.AssignAsync(account.Admin, Wanted(account, Subject.Group(group.Id), role), Ct)).Error!.Status);
        Assert.Equal(404, (await service.RemoveAsync(other.Admin, await AssignmentOfAsync(app, account.Admin.Id), Ct)).Error!.Status);
        Assert.Equal("role_not_found", (await service.AssignAsync(other.Admin, Wanted(account, Subject.Person(person.Id), role), Ct)).Error!.Code);
        Assert.Empty(await app.Service<AssignmentQueries>().GivenToAsync(other.Admin, Subject.Person(account.Admin.Id), Ct));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_begins_and_ends_at_the_very_second(Database database)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(database, services: s => s.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock)));
        var account = await app.AccountAsync();
        var (role, pat) = (await app.RoleAsync(account, account.Production, [Permissions.AuditRead]), await app.PersonAsync(account));
        var start = clock.GetUtcNow();
        await app.Service<AssignmentService>().AssignAsync(account.Admin,
            Wanted(account, Subject.Person(pat.Id), role) with { From = start.AddHours(1), Until = start.AddHours(2) }, Ct);

        Assert.False(await MayAsync(app, account, pat.Id));
        Assert.False(Assert.Single(await app.Service<AssignmentQueries>().GivenToAsync(account.Admin, Subject.Person(pat.Id), Ct)).HoldsNow);
        clock.Advance(start.AddHours(1) - clock.GetUtcNow());
        Assert.True(await MayAsync(app, account, pat.Id));
        clock.Advance(start.AddHours(2).AddSeconds(-30) - clock.GetUtcNow());
        Assert.True(await MayAsync(app, account, pat.Id));
        clock.Advance(start.AddHours(2) - clock.GetUtcNow());
        Assert.False(await MayAsync(app, account, pat.Id));
        Assert.Empty(await app.Service<AssignmentQueries>().GivenToAsync(account.Admin, Subject.Person(pat.Id), Ct));
    }

    private static NewAssignment Wanted(TestAccount account, Subject subject, Guid role) =>
        new(account.Production.EnvironmentId, subject, role, account.Production.RootNodeId);

    private static Task<Guid> AssignmentOfAsync(TestApp app, Guid person) =>
        app.QueryAsync(db => db.Assignments.Where(a => a.IdentityId == person).OrderBy(a => a.Id).Select(a => a.Id).FirstAsync(Ct));

    private static Task<bool> MayAsync(TestApp app, TestAccount account, Guid person) =>
        app.QueryAsync(db => app.Service<AccessService>().EvaluateAsync(db, person, Permissions.AuditRead, account.Production.RootNodeId, Ct));

    private static async Task<(TestApp App, TestAccount Account, AssignmentService Service)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync(), app.Service<AssignmentService>());
    }
}
