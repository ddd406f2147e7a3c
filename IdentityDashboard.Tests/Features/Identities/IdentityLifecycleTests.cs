using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class IdentityLifecycleTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Suspend_activate_and_delete_change_the_state_and_stand_in_the_audit(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var lifecycle = app.Service<IdentityLifecycle>();

        Assert.True((await lifecycle.SuspendAsync(account.Admin, person.Id, Ct)).Succeeded);
        Assert.Equal(PrincipalState.Suspended, (await app.FindAsync(person.Id))!.State);
        Assert.True((await lifecycle.ActivateAsync(account.Admin, person.Id, Ct)).Succeeded);
        Assert.Equal(PrincipalState.Active, (await app.FindAsync(person.Id))!.State);
        Assert.True((await lifecycle.DeleteAsync(account.Admin, person.Id, Ct)).Succeeded);

        var deleted = await app.FindAsync(person.Id);
        Assert.Equal(PrincipalState.Deleted, deleted!.State);
        Assert.NotNull(deleted.DeletedAt);
        Assert.Equal(
            [
                (AuditActions.UserSuspended, """{"state":["active","suspended"]}"""),
                (AuditActions.UserActivated, """{"state":["suspended","active"]}"""),
                (AuditActions.UserDeleted, """{"state":["active","deleted"]}"""),
            ],
            (await app.AuditAsync(person.Id)).Skip(1).Select(e => (e.Action, e.Changes)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A44_Each_change_brings_a_new_security_stamp(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var lifecycle = app.Service<IdentityLifecycle>();
        var stamps = new List<string?> { (await app.FindAsync(person.Id))!.SecurityStamp };

        await lifecycle.SuspendAsync(account.Admin, person.Id, Ct);
        stamps.Add((await app.FindAsync(person.Id))!.SecurityStamp);
        await lifecycle.ActivateAsync(account.Admin, person.Id, Ct);
        stamps.Add((await app.FindAsync(person.Id))!.SecurityStamp);
        await lifecycle.DeleteAsync(account.Admin, person.Id, Ct);
        stamps.Add((await app.FindAsync(person.Id))!.SecurityStamp);

        Assert.Equal(4, stamps.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_comes_from_a_provider_is_deleted_there(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await using (var db = await app.Dbs.CreateDbContextAsync(Ct)) await db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.Source, "Okta"), Ct);

        var refused = await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, person.Id, Ct);
        var held = await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, person.Id, Ct);

        Assert.Equal(IdentityErrors.Synced, refused.Error);
        Assert.True(held.Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_state_that_doesnt_fit_is_refused_with_the_reason(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var lifecycle = app.Service<IdentityLifecycle>();
        await lifecycle.SuspendAsync(account.Admin, person.Id, Ct);

        var again = await lifecycle.SuspendAsync(account.Admin, person.Id, Ct);
        await lifecycle.DeleteAsync(account.Admin, person.Id, Ct);
        var late = await lifecycle.ActivateAsync(account.Admin, person.Id, Ct);

        Assert.Equal("This person is suspended; that can't be done now. Refresh the page.", again.Error!.Message);
        Assert.Equal(404, late.Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U70_Nobody_locks_themselves_out(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();

        var suspended = await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, account.Admin.Id, Ct);
        var deleted = await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, account.Admin.Id, Ct);

        Assert.All([suspended, deleted], r => Assert.Equal("self_lockout", r.Error!.Code));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A43_The_last_Owner_cant_be_suspended_or_deleted(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var second = await OwnerAsync(app, account);
        var lifecycle = app.Service<IdentityLifecycle>();
        var system = Actor.System(account.Id);

        Assert.True((await lifecycle.SuspendAsync(system, second.Id, Ct)).Succeeded);

        Assert.Equal("last_owner", (await lifecycle.SuspendAsync(system, account.Admin.Id, Ct)).Error!.Code);
        Assert.Equal("last_owner", (await lifecycle.DeleteAsync(system, account.Admin.Id, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A43_Two_Owners_who_suspend_each_other_at_once_leave_one(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var lifecycle = app.Service<IdentityLifecycle>();
        for (var round = 0; round < 5; round++)
        {
            var account = await app.AccountAsync();
            var second = await OwnerAsync(app, account);

            var results = await Task.WhenAll(
                Task.Run(() => lifecycle.SuspendAsync(account.Admin, second.Id, Ct), Ct),
                Task.Run(() => lifecycle.SuspendAsync(second.As(account), account.Admin.Id, Ct), Ct));

            Assert.Equal(1, results.Count(r => r.Succeeded));
            Assert.Equal(1, await app.QueryAsync(db => db.AccountOwners.CountAsync(
                o => o.AccountId == account.Id && db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Active), Ct)));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A43_Three_Owners_who_take_each_other_out_in_every_way_at_once_leave_one(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (lifecycle, owners) = (app.Service<IdentityLifecycle>(), app.Service<IAccountOwners>());
        for (var round = 0; round < 3; round++)
        {
            var account = await app.AccountAsync();
            Actor[] all = [account.Admin, (await OwnerAsync(app, account)).As(account), (await OwnerAsync(app, account)).As(account)];

            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            {
                var (by, whom) = (all[i % 3], all[(i + 1 + (i / 3 % 2)) % 3].Id);
                return ((i + round) % 4) switch
                {
                    0 => owners.RemoveAsync(by, whom, Ct),
                    1 => lifecycle.SuspendAsync(by, whom, Ct),
                    2 => lifecycle.DeactivateAsync(by, whom, Ct),
                    _ => lifecycle.DeleteAsync(by, whom, Ct),
                };
            }, Ct)));

            Assert.Contains(results, r => r.Succeeded);
            Assert.InRange(await app.QueryAsync(db => db.AccountOwners.CountAsync(
                o => o.AccountId == account.Id && db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Active), Ct)), 1, 2);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A43_Of_a_whole_selection_the_one_who_has_been_Owner_longest_has_to_stay(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (second, other) = (await OwnerAsync(app, account), await app.PersonAsync(account));
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);

        Assert.Equal(account.Admin.Id, await LastOwnerRule.MustStayAsync(db, account.Id, [other.Id, second.Id, account.Admin.Id], Ct));
        Assert.Null(await LastOwnerRule.MustStayAsync(db, account.Id, [second.Id, other.Id], Ct));
        Assert.Null(await LastOwnerRule.MustStayAsync(db, account.Id, [other.Id], Ct));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Deactivating_ends_roles_for_good_and_keeps_groups(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await OwnerAsync(app, account);
        var group = await app.GroupAsync(account, person.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, person.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, group: group.Id);
        var lifecycle = app.Service<IdentityLifecycle>();

        Assert.True((await lifecycle.DeactivateAsync(account.Admin, person.Id, Ct)).Succeeded);
        Assert.True((await lifecycle.ActivateAsync(account.Admin, person.Id, Ct)).Succeeded);

        var held = (await app.Service<AccessQueries>().HeldByAsync(account.Id, [person.Id], null, Ct))[person.Id];
        Assert.Equal(group.Name, Assert.Single(held).ViaGroup);
        Assert.False(await app.QueryAsync(db => db.AccountOwners.AnyAsync(o => o.IdentityId == person.Id, Ct)));
        var entries = (await app.AuditAsync(person.Id)).ToDictionary(e => e.Action, e => e.Changes, StringComparer.Ordinal);
        Assert.Equal("""{"state":["active","deactivated"],"roles":["1","0"]}""", entries[AuditActions.UserDeactivated]);
        Assert.Contains(AuditActions.OwnerRemoved, entries.Keys);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_changes_to_one_person_at_once_none_undoes_the_other(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var lifecycle = app.Service<IdentityLifecycle>();
        for (var round = 0; round < 5; round++)
        {
            var person = await app.PersonAsync(account);

            var results = await Task.WhenAll(
                Task.Run(() => lifecycle.DeleteAsync(account.Admin, person.Id, Ct), Ct), Task.Run(() => lifecycle.SuspendAsync(account.Admin, person.Id, Ct), Ct));

            var state = (await app.FindAsync(person.Id))!.State;
            Assert.Equal(results[0].Succeeded ? PrincipalState.Deleted : PrincipalState.Suspended, state);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A46_Whoever_gets_a_deleted_persons_address_has_none_of_their_roles(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = AccountSetup.Email();
        var old = await app.PersonAsync(account, email: email);
        var group = await app.GroupAsync(account, old.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, old.Id);
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, old.Id, Ct);

        var recreated = await app.PersonAsync(account, email: email);

        Assert.NotEqual(old.Id, recreated.Id);
        var held = await app.Service<AccessQueries>().HeldByAsync(account.Id, [recreated.Id], null, Ct);
        Assert.Empty(held[recreated.Id]);
        Assert.False(await app.QueryAsync(db => db.GroupMembers.AnyAsync(m => m.GroupId == group.Id && m.IdentityId == recreated.Id, Ct)));
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        Assert.False(await app.Service<AccessService>().EvaluateAsync(db, old.Id, Permissions.IdentityRead, account.Production.RootNodeId, Ct));
        Assert.False(await app.Service<AccessService>().EvaluateAsync(db, recreated.Id, Permissions.IdentityRead, account.Production.RootNodeId, Ct));
    }

    private static async Task<CreatedIdentity> OwnerAsync(TestApp app, TestAccount account)
    {
        var person = await app.PersonAsync(account, "Olga", "Owner");
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        db.AccountOwners.Add(new AccountOwner { AccountId = account.Id, IdentityId = person.Id, CreatedAt = DateTimeOffset.UtcNow });
        await db.SaveChangesAsync(Ct);
        return person;
    }
}
