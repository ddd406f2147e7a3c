using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Groups;

public sealed class MembershipWindowTests
{
    private static readonly DateTimeOffset Noon = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_membership_counts_from_its_first_moment_until_just_before_its_last(Database database)
    {
        var world = await World.StartAsync(database);
        var (pat, group, outer) = (await world.PersonAsync(), await world.GroupAsync(), await world.GroupAsync());
        await world.GiveAsync(outer);
        await world.NestAsync((outer, group));
        Assert.Null((await world.Service.AddMembersAsync(world.Admin, group.Id, [pat.Id], new MembershipWindow(Noon, Noon.AddHours(1)), Ct)).Error);

        Assert.False(await world.MayAsync(pat, Noon.AddSeconds(-1)));
        Assert.True(await world.MayAsync(pat, Noon));
        Assert.True(await world.MayAsync(pat, Noon.AddHours(1).AddSeconds(-1)));
        Assert.False(await world.MayAsync(pat, Noon.AddHours(1)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_a_membership_has_to_say_about_itself(Database database)
    {
        var world = await World.StartAsync(database);
        var (pat, ada, group) = (await world.PersonAsync(), await world.PersonAsync(), await world.GroupAsync());
        await world.GiveAsync(group);
        await world.Service.AddMembersAsync(world.Admin, group.Id, [pat.Id], new MembershipWindow(Noon, Noon.AddHours(1)), Ct);
        await world.Service.AddMembersAsync(world.Admin, group.Id, [ada.Id], Ct);

        var denied = (await world.App.Service<AccessExplainer>().WhyAsync(world.Admin, pat.Id, Permissions.AuditRead, null, Ct)).Value.Denial!;
        var members = (await world.App.Service<GroupQueries>().MembersAsync(world.Admin, group.Id, null, null, 10, Ct)).Items;
        var detail = (await world.App.Service<GroupQueries>().GetAsync(world.Admin, group.Id, Ct)).Value;
        await using var db = await world.App.Dbs.CreateDbContextAsync(Ct);

        Assert.Equal((DenialReason.NotYet, Noon), (denied.Reason, denied.At));
        Assert.Equal((2, 1), (members.Count, detail.Members));
        Assert.Equal(new MembershipWindow(Noon, Noon.AddHours(1)), members.Single(m => m.Id == pat.Id).Window);
        Assert.Equal(Noon, await world.App.Service<AccessService>().NextChangeAsync(db, pat.Id, Ct));
        Assert.Equal([ada.Id], await Memberships.PeopleOf(db, [group.Id], DateTimeOffset.UtcNow).ToListAsync(Ct));
        Assert.Equal([group.Id], await Memberships.GroupsOf(db, pat.Id, Noon).ToListAsync(Ct));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Times_are_changed_and_recorded_and_an_end_that_has_passed_is_refused(Database database)
    {
        var world = await World.StartAsync(database);
        var (pat, group) = (await world.PersonAsync(), await world.GroupAsync());
        await world.Service.AddMembersAsync(world.Admin, group.Id, [pat.Id], Ct);

        var passed = await world.Service.SetWindowAsync(world.Admin, group.Id, pat.Id, new MembershipWindow(null, DateTimeOffset.UtcNow.AddMinutes(-1)), Ct);
        var turned = await world.Service.AddMembersAsync(world.Admin, group.Id, [pat.Id], new MembershipWindow(Noon, Noon), Ct);
        var changed = await world.Service.SetWindowAsync(world.Admin, group.Id, pat.Id, new MembershipWindow(null, Noon), Ct);

        Assert.NotNull(passed.Error!.For(AccessErrors.UntilField));
        Assert.NotNull(turned.Error!.For(AccessErrors.UntilField));
        Assert.Null(changed.Error);
        var entry = (await world.App.AuditAsync(group.Id))[^1];
        Assert.Equal(AuditActions.GroupMemberChanged, entry.Action);
        Assert.Contains("2031-05-01T12:00:00Z", entry.Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_was_in_until_before_now_is_put_in_again(Database database)
    {
        var world = await World.StartAsync(database);
        var (pat, group) = (await world.PersonAsync(), await world.GroupAsync());
        await world.GiveAsync(group);
        await EndedAsync(world, group, pat.Id);
        Assert.False(await world.MayAsync(pat));

        Assert.Null((await world.Service.AddMembersAsync(world.Admin, group.Id, [pat.Id], Ct)).Error);

        Assert.True(await world.MayAsync(pat));
        Assert.Equal(MembershipWindow.Always, Assert.Single((await world.App.Service<GroupQueries>().OfPersonAsync(world.Admin, pat.Id, Ct))).Window);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Only_what_isnt_held_another_way_is_said_to_be_lost(Database database)
    {
        var world = await World.StartAsync(database);
        var (pat, group, outer) = (await world.PersonAsync(), await world.GroupAsync(), await world.GroupAsync());
        var emea = await world.App.NodeAsync(world.Account, world.Account.Production, "EMEA");
        var (lost, kept) = (await world.App.RoleAsync(world.Account, world.Account.Production, []), await world.App.RoleAsync(world.Account, world.Account.Production, []));
        await world.NestAsync((outer, group));
        await world.Service.AddMembersAsync(world.Admin, group.Id, [pat.Id], Ct);
        await world.App.AssignAsync(world.Account, lost, world.Account.Production, group: outer.Id, node: emea);
        await world.App.AssignAsync(world.Account, kept, world.Account.Production, group: outer.Id, node: emea);
        await world.App.AssignAsync(world.Account, kept, world.Account.Production, pat.Id);
        var name = await world.App.QueryAsync(db => db.Roles.Where(r => r.Id == lost).Select(r => r.Name).SingleAsync(Ct));
        var losses = world.App.Service<GroupLosses>();

        var leaving = await losses.OfMemberAsync(world.Admin, group.Id, pat.Id, Ct);
        var parting = await losses.OfInsideAsync(world.Admin, outer.Id, group.Id, Ct);
        var deleting = await losses.OfDeletedAsync(world.Admin, outer.Id, Ct);

        Assert.Equal([$"Loses {name} at EMEA (through {group.Name}, in {outer.Name})"], leaving);
        Assert.Equal(2, parting.Count);
        Assert.Equal($"{group.Name}, inside it, stays with its own members and roles", deleting[0]);
        Assert.Equal(3, deleting.Count);
        await world.Service.AddMembersAsync(world.Admin, outer.Id, [pat.Id], Ct);
        Assert.Empty(await losses.OfMemberAsync(world.Admin, group.Id, pat.Id, Ct));
    }

    private static async Task EndedAsync(World world, GroupChoice group, Guid person)
    {
        await using var db = await world.App.Dbs.CreateDbContextAsync(Ct);
        db.GroupMembers.Add(new GroupMember { GroupId = group.Id, IdentityId = person, AddedAt = DateTimeOffset.UnixEpoch, EffectiveTo = DateTimeOffset.UtcNow.AddMinutes(-1) });
        await db.SaveChangesAsync(Ct);
    }
}
