using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Access;

/// <summary>Asked for many at once, the guard answers as it does one by one.</summary>
public sealed class GrantGuardBatchTests
{
    private const int Worlds = 12;
    private const int People = 8;
    private static readonly CancellationToken Ct = CancellationToken.None;
    private static readonly string[] Keys = [Permissions.IdentityManage, Permissions.AssignmentManage, Permissions.AuditRead, Permissions.GroupManage];

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_A_batch_covers_exactly_whom_the_guard_covers_one_by_one(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var random = new Random(20261122);
        var (guard, batch) = (app.Service<GrantGuard>(), app.Service<GrantGuardBatch>());
        var (yes, no) = (0, 0);
        for (var world = 0; world < Worlds; world++)
        {
            var account = await app.AccountAsync();
            var people = await MakeAsync(app, account, random);
            await using var db = await app.Dbs.CreateDbContextAsync(Ct);
            foreach (var actor in people.Take(4).Append(account.Admin.Id).Select(id => new Actor(ActorKind.Identity, id, "Somebody", account.Id)).Append(Actor.System(account.Id)))
            {
                var covered = await batch.CoveredAsync(db, actor, Permissions.IdentityManage, people, Ct);
                var mayReturn = await batch.MayReturnAsync(db, actor, people, Ct);
                foreach (var person in people)
                {
                    var one = await guard.CoversAsync(db, actor, Permissions.IdentityManage, person, Ct);
                    Assert.True(one == covered.Contains(person), $"world {world}: {actor.Id} on {person} is {one}");
                    Assert.True(await guard.MayReturnAsync(db, actor, person, Ct) == mayReturn.Contains(person), $"world {world}: {actor.Id} bringing back {person}");
                    (yes, no) = (yes + (one ? 1 : 0), no + (one ? 0 : 1));
                }
            }
        }

        Assert.True(yes > 20 && no > 20, $"The worlds are one-sided: {yes} covered, {no} not.");
    }

    private static async Task<IReadOnlyList<Guid>> MakeAsync(TestApp app, TestAccount account, Random random)
    {
        WorkspaceChoice[] places = [account.Production, account.Development];
        var nodes = new List<(WorkspaceChoice Place, Guid Id)>();
        var roles = new List<(WorkspaceChoice Place, Guid Id)>();
        foreach (var place in places)
        {
            var branch = await app.NodeAsync(account, place, "Branch");
            nodes.AddRange([(place, place.RootNodeId), (place, branch), (place, await app.NodeAsync(account, place, "Leaf", branch))]);
            for (var r = 0; r < 3; r++) roles.Add((place, await app.RoleAsync(account, place, [.. Keys.Where(_ => random.Next(3) > 0)])));
        }

        var people = new List<Guid> { account.Admin.Id };
        for (var p = 0; p < People; p++) people.Add((await app.PersonAsync(account)).Id);
        var groups = new List<GroupChoice>();
        for (var g = 0; g < 2; g++) groups.Add(await app.GroupAsync(account, [.. people.Where(_ => random.Next(4) == 0)]));

        for (var a = 0; a < 10; a++)
        {
            var role = roles[random.Next(roles.Count)];
            var node = nodes.Where(n => n.Place == role.Place).ElementAt(random.Next(3)).Id;
            var ends = random.Next(5) == 0 ? DateTimeOffset.UtcNow.AddDays(-1) : (DateTimeOffset?)null;
            if (random.Next(3) == 0) await app.AssignAsync(account, role.Id, role.Place, group: groups[random.Next(2)].Id, node: node, to: ends);
            else await app.AssignAsync(account, role.Id, role.Place, people[random.Next(people.Count)], node: node, to: ends);
        }

        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        if (random.Next(2) == 0) db.AccountOwners.Add(new AccountOwner { AccountId = account.Id, IdentityId = people[random.Next(1, people.Count)] });
        var outsider = people[^1];
        await db.SaveChangesAsync(Ct);
        await db.AppMemberships.Where(m => m.IdentityId == outsider).ExecuteDeleteAsync(Ct);
        await db.Identities.Where(i => i.Id == people[1]).ExecuteUpdateAsync(s => s.SetProperty(i => i.State, random.Next(2) == 0 ? PrincipalState.Active : PrincipalState.Suspended), Ct);
        return people;
    }
}
