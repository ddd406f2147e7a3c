using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Access;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Groups;

/// <summary>An account of a test's own with groups to put into each other.</summary>
internal sealed class World
{
    private World(TestApp app, TestAccount account) => (App, Account) = (app, account);

    public TestApp App { get; }

    public TestAccount Account { get; }

    public Actor Admin => Account.Admin;

    public GroupService Service => App.Service<GroupService>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<World> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return new World(app, await app.AccountAsync());
    }

    public Task<CreatedIdentity> PersonAsync() => App.PersonAsync(Account);

    public Task<GroupChoice> GroupAsync() => App.GroupAsync(Account);

    /// <summary>A role with <c>audit.read</c> at the root of Production.</summary>
    public async Task GiveAsync(GroupChoice group, Guid? node = null) =>
        await App.AssignAsync(Account, await App.RoleAsync(Account, Account.Production, [Permissions.AuditRead]), Account.Production, group: group.Id, node: node);

    public async Task NestAsync(params (GroupChoice Outer, GroupChoice Inner)[] pairs)
    {
        foreach (var (outer, inner) in pairs) Assert.Null((await Service.NestAsync(Admin, outer.Id, [inner.Id], Ct)).Error);
    }

    /// <summary>May somebody read the audit at the root of Production?</summary>
    public async Task<bool> MayAsync(CreatedIdentity person, DateTimeOffset? at = null)
    {
        await using var db = await App.Dbs.CreateDbContextAsync(Ct);
        return await new AccessService(new StoppedClock(at ?? DateTimeOffset.UtcNow)).EvaluateAsync(db, person.Id, Permissions.AuditRead, Account.Production.RootNodeId, Ct);
    }

    /// <summary>A group stands in just these, itself among them, with the steps of the shortest way.</summary>
    public async Task StandsInAsync(GroupChoice group, params (GroupChoice Group, int Distance)[] expected)
    {
        var rows = await App.QueryAsync(db => db.GroupLineage.Where(l => l.DescendantId == group.Id).ToListAsync(Ct));
        Assert.Equal(expected.Select(e => (e.Group.Id, e.Distance)).Order(), rows.Select(l => (l.AncestorId, l.Distance)).Order());
    }
}
