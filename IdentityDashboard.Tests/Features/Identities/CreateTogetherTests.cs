using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Identities;

/// <summary>Creates that arrive together are written together, each with its own outcome.</summary>
public sealed class CreateTogetherTests
{
    private const int Many = 32;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task All_of_many_parallel_creates_are_there_each_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, Many).Select(_ => CreateAsync(app, account, Person(), Ct)));

        var ids = results.Select(r => r.Value.Id).ToList();
        Assert.Equal(Many, ids.Distinct().Count());
        Assert.Equal(Many, await app.QueryAsync(db => db.Identities.CountAsync(i => ids.Contains(i.Id), Ct)));
        Assert.Equal(Many, await app.QueryAsync(db => db.AppMemberships.CountAsync(m => ids.Contains(m.IdentityId), Ct)));
        Assert.Equal(ids.Order(), (await app.QueryAsync(db => db.AuditEntries.Where(e => e.Action == AuditActions.UserCreated && ids.Contains(e.TargetId)).Select(e => e.TargetId).ToListAsync(Ct))).Order());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_conflict_and_a_refusal_among_them_fail_alone(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var taken = (await CreateAsync(app, account, Person(), Ct)).Value.Email;
        var people = Enumerable.Range(0, Many).Select(i => i switch { 7 => Person() with { Email = taken }, 11 => Person() with { LastName = "" , FirstName = "" }, _ => Person() });

        var results = await Task.WhenAll(people.Select(p => CreateAsync(app, account, p, Ct)));

        Assert.Equal("email_exists", results[7].Error?.Code);
        Assert.Equal("validation_failed", results[11].Error?.Code);
        Assert.Equal(Many - 2, results.Count(r => r.Succeeded));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Each_is_written_by_the_rights_and_under_the_name_of_who_asked(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (account, others) = (await app.AccountAsync(), await app.AccountAsync());
        var nobody = account.Admin with { Id = Guid.NewGuid(), Name = "Nobody" };

        var asked = Enumerable.Range(0, Many).Select(i => (i % 3) switch
        {
            0 => CreateAsync(app, account, Person(), Ct),
            1 => app.Service<IdentityService>().CreateAsync(nobody, Scope(account), Person(), Ct),
            _ => CreateAsync(app, others, Person(), Ct),
        });
        var results = await Task.WhenAll(asked);

        Assert.All(results.Where((_, i) => i % 3 == 1), r => Assert.Equal(403, r.Error?.Status));
        Assert.All(results.Where((_, i) => i % 3 != 1), r => Assert.True(r.Succeeded));
        var mine = results.Where((_, i) => i % 3 == 0).Select(r => r.Value.Id).ToList();
        Assert.Equal(mine.Count, await app.QueryAsync(db => db.Identities.CountAsync(i => mine.Contains(i.Id) && i.AccountId == account.Id, Ct)));
        Assert.Equal(mine.Count, await app.QueryAsync(db => db.AuditEntries.CountAsync(e => mine.Contains(e.TargetId) && e.ActorId == account.Admin.Id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_hangs_up_costs_the_others_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var hangsUp = new CancellationTokenSource();

        var staying = Enumerable.Range(0, Many).Select(_ => CreateAsync(app, account, Person(), Ct)).ToList();
        var leaving = Enumerable.Range(0, 8).Select(_ => CreateAsync(app, account, Person(), hangsUp.Token)).ToList();
        await hangsUp.CancelAsync();

        Assert.All(await Task.WhenAll(staying), r => Assert.True(r.Succeeded));
        foreach (var one in leaving)
        {
            var left = await Record.ExceptionAsync(() => one);
            Assert.True(left is null or OperationCanceledException, left?.ToString());
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task In_a_batch_roles_nodes_and_groups_fail_row_by_row(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (group, role, root) = (await app.GroupAsync(account), await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production.RootNodeId);
        NewIdentity[] batch =
        [
            Person() with { RoleId = role, NodeId = root, Groups = [group] }, Person() with { RoleId = Guid.NewGuid(), NodeId = root }, Person() with { RoleId = role, NodeId = Guid.NewGuid() },
            Person() with { Groups = [group, group with { Name = "Its old name" }] }, Person() with { Groups = [group, group] },
        ];

        var results = await app.Service<IdentityService>().CreateAsync(account.Admin, Scope(account), batch, Ct);

        Assert.Equal([null, "role_not_found", "node_not_found", "group_not_found", null], results.Select(r => r.Error?.Code));
        var there = results.Where(r => r.Succeeded).Select(r => r.Value.Id).ToList();
        Assert.Equal(2, await app.QueryAsync(db => db.GroupMembers.CountAsync(m => there.Contains(m.IdentityId) && m.GroupId == group.Id, Ct)));
        var assigned = await app.QueryAsync(db => db.Assignments.SingleAsync(a => there.Contains(a.IdentityId!.Value), Ct));
        Assert.Equal((results[0].Value.AssignmentId, role, root), (assigned.Id, assigned.RoleId, assigned.NodeId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Passwords_are_hashed_for_those_who_can_be_written(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var service = app.Service<IdentityService>();
        var good = Person() with { Password = "a long enough passphrase" };
        NewIdentity[] batch = [good, good with { FirstName = "Again" }, Person() with { Password = "short" }, Person()];

        var hashed = await service.WithHashesAsync(account.Admin, Scope(account), batch, Ct);
        var results = await service.CreateAsync(account.Admin, Scope(account), batch, Ct);

        Assert.Equal([true, false, false, false], hashed.Select(p => p.PasswordHash is not null));
        Assert.Equal([null, "email_exists", "validation_failed", null], results.Select(r => r.Error?.Code));
        Assert.NotNull((await app.FindAsync(results[0].Value.Id))!.PasswordHash);
        Assert.Null((await app.FindAsync(results[3].Value.Id))!.PasswordHash);
    }

    private static NewIdentity Person() => new(AccountSetup.Email(), "Pat", "Lee");

    private static CreateScope Scope(TestAccount account) => new(account.Production.ApplicationId, account.Production.EnvironmentId);

    private static Task<Result<CreatedIdentity>> CreateAsync(TestApp app, TestAccount account, NewIdentity person, CancellationToken ct) =>
        app.Service<IdentityService>().CreateAsync(account.Admin, Scope(account), person, ct);
}
