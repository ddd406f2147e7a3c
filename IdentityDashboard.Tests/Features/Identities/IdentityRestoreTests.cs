using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class IdentityRestoreTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U72_A46_A_deleted_person_comes_back_as_they_were_without_their_sessions_and_links(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var group = await app.GroupAsync(account, person.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, person.Id);
        var link = (await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, Ct)).Value.Split('/')[^1];
        var stamp = (await app.FindAsync(person.Id))!.SecurityStamp;
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, person.Id, Ct);

        var restored = await app.Service<IdentityRestore>().RestoreAsync(account.Admin, person.Id, Ct);

        Assert.True(restored.Succeeded);
        var now = (await app.FindAsync(person.Id))!;
        Assert.Equal((PrincipalState.Active, null), (now.State, now.DeletedAt));
        Assert.NotEqual(stamp, now.SecurityStamp);
        Assert.False((await app.Service<PasswordReset>().OpenAsync(link, Ct)).Succeeded);
        Assert.Single((await app.Service<AccessQueries>().HeldByAsync(account.Id, [person.Id], null, Ct))[person.Id]);
        Assert.True(await app.QueryAsync(db => db.GroupMembers.AnyAsync(m => m.GroupId == group.Id && m.IdentityId == person.Id, Ct)));
        var entry = (await app.AuditAsync(person.Id))[^1];
        Assert.Equal((AuditActions.UserRestored, """{"state":["deleted","active"]}"""), (entry.Action, entry.Changes));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U72_Who_was_suspended_is_suspended_again(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, person.Id, Ct);
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, person.Id, Ct);

        await app.Service<IdentityRestore>().RestoreAsync(account.Admin, person.Id, Ct);

        Assert.Equal(PrincipalState.Suspended, (await app.FindAsync(person.Id))!.State);
        Assert.Equal("wrong_state", (await app.Service<IdentityRestore>().RestoreAsync(account.Admin, person.Id, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U72_An_address_taken_meanwhile_is_a_conflict(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = AccountSetup.Email();
        var old = await app.PersonAsync(account, email: email);
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, old.Id, Ct);
        await app.PersonAsync(account, email: email);

        var refused = await app.Service<IdentityRestore>().RestoreAsync(account.Admin, old.Id, Ct);

        Assert.Equal(("email_taken", 409), (refused.Error!.Code, refused.Error.Status));
        Assert.Equal(PrincipalState.Deleted, (await app.FindAsync(old.Id))!.State);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Nobody_brings_back_rights_they_may_not_give(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await app.AssignAsync(account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]), account.Production, person.Id);
        var manager = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage]);
        var giver = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage, Permissions.AssignmentManage]);
        var restore = app.Service<IdentityRestore>();
        Assert.True((await app.Service<IdentityLifecycle>().DeleteAsync(manager, person.Id, Ct)).Succeeded);

        var beyond = await restore.RestoreAsync(manager, person.Id, Ct);
        var stranger = await restore.RestoreAsync((await app.AccountAsync("Other")).Admin, person.Id, Ct);
        var allowed = await restore.RestoreAsync(giver, person.Id, Ct);

        Assert.Equal(403, beyond.Error!.Status);
        Assert.Equal(404, stranger.Error!.Status);
        Assert.True(allowed.Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U72_After_30_days_nobody_is_restored_and_the_record_is_erased_once(Database database)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(database, services: s => s.AddSingleton<TimeProvider>(clock));
        var account = await app.AccountAsync();
        var (person, later, kept) = (await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account));
        var (purge, owners, lifecycle) = (app.Service<IdentityPurge>(), app.Service<IAccountOwners>(), app.Service<IdentityLifecycle>());
        await app.GroupAsync(account, person.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, person.Id);
        Assert.True((await owners.AddAsync(account.Admin, person.Id, Ct)).Succeeded);
        Assert.True((await lifecycle.DeleteAsync(account.Admin, person.Id, Ct)).Succeeded);
        clock.Advance(TimeSpan.FromDays(29));
        Assert.True((await lifecycle.DeleteAsync(account.Admin, later.Id, Ct)).Succeeded);
        Assert.Equal(0, await purge.RunAsync(Ct));
        clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal("restore_expired", (await app.Service<IdentityRestore>().RestoreAsync(account.Admin, person.Id, Ct)).Error!.Code);
        var erased = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => purge.RunAsync(Ct), Ct)));

        Assert.Equal(1, erased.Sum());
        Assert.Null(await app.FindAsync(person.Id));
        Assert.NotNull(await app.FindAsync(later.Id));
        Assert.NotNull(await app.FindAsync(kept.Id));
        var entry = Assert.Single(await app.AuditAsync(person.Id), e => e.Action == AuditActions.UserPurged);
        Assert.Equal("Pat Lee", entry.TargetName);
    }
}
