using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Lifecycle;

public sealed class MembershipExpiryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Access_to_an_application_ends_when_it_is_to_and_roles_there_stop_counting(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await app.AssignAsync(account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]), account.Production, person.Id);
        var at = new DateTimeOffset(2027, 11, 26, 16, 0, 0, TimeSpan.Zero);

        Assert.True((await SetAsync(app, account, person.Id, at)).Succeeded);
        var listed = Assert.Single((await app.Service<AppMembershipQueries>().OfAsync(account.Admin, person.Id, Ct)).Rows);
        await app.Service<MembershipExpiry>().RunAsync(Ct);
        Assert.True(await MayAsync());
        await ComeAsync(app, person.Id);
        await app.Service<MembershipExpiry>().RunAsync(Ct);

        Assert.Equal((at, MembershipState.Active), (listed.ExpiresAt, listed.State));
        Assert.False(await MayAsync());
        var ended = Assert.Single((await app.Service<AppMembershipQueries>().OfAsync(account.Admin, person.Id, Ct)).Rows);
        Assert.Equal((null, MembershipState.Deactivated), (ended.ExpiresAt, ended.State));
        Assert.Equal(PrincipalState.Active, (await app.FindAsync(person.Id))!.State);
        var entries = (await app.AuditAsync(person.Id)).TakeLast(2).ToList();
        Assert.Equal([AuditActions.MembershipEndSet, AuditActions.MembershipExpired], entries.Select(e => e.Action));
        Assert.Equal(ActorKind.System, entries[1].ActorKind);

        Assert.True((await app.Service<AppMembershipService>().ActivateAsync(account.Admin, person.Id, account.Production.ApplicationId, Ct)).Succeeded);
        await app.Service<MembershipExpiry>().RunAsync(Ct);
        Assert.True(await MayAsync());

        Task<bool> MayAsync() => app.QueryAsync(db => app.Service<AccessService>().EvaluateAsync(db, person.Id, Permissions.AuditRead, account.Production.RootNodeId, Ct));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_end_is_cleared_and_an_impossible_one_refused(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var stranger = await app.AccountAsync();
        await SetAsync(app, account, person.Id, DateTimeOffset.UtcNow.AddDays(1));

        var cleared = await SetAsync(app, account, person.Id, null);
        await ComeAsync(app, person.Id, onlySet: true);
        await app.Service<MembershipExpiry>().RunAsync(Ct);

        Assert.True(cleared.Succeeded);
        Assert.Equal(MembershipState.Active, Assert.Single((await app.Service<AppMembershipQueries>().OfAsync(account.Admin, person.Id, Ct)).Rows).State);
        Assert.Equal(AppMembershipErrors.EndPassed, (await SetAsync(app, account, person.Id, DateTimeOffset.UtcNow.AddMinutes(-1))).Error);
        Assert.Equal(AppMembershipErrors.EndTooFar, (await SetAsync(app, account, person.Id, DateTimeOffset.UtcNow.AddYears(6))).Error);
        Assert.Equal(IdentityErrors.Yourself, (await SetAsync(app, account, account.Admin.Id, DateTimeOffset.UtcNow.AddDays(1))).Error);
        Assert.Equal(404, (await app.Service<AppMembershipService>().SetEndAsync(stranger.Admin, person.Id, account.Production.ApplicationId, null, Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_only_lasting_Admin_of_an_environment_gets_no_end(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.OwnerAsync(account);

        var refused = await app.Service<AppMembershipService>().SetEndAsync(person.As(account), account.Admin.Id, account.Production.ApplicationId, DateTimeOffset.UtcNow.AddDays(1), Ct);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, person.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Development, BuiltInRoles.Admin), account.Development, person.Id);
        var allowed = await app.Service<AppMembershipService>().SetEndAsync(person.As(account), account.Admin.Id, account.Production.ApplicationId, DateTimeOffset.UtcNow.AddDays(1), Ct);

        Assert.Equal(AccessErrors.LastAdmin, refused.Error);
        Assert.True(allowed.Succeeded, allowed.Error?.Message);
        Assert.Equal(MembershipState.Active, await app.QueryAsync(db => db.AppMemberships.Where(m => m.IdentityId == account.Admin.Id).Select(m => m.State).SingleAsync(Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_many_instances_that_look_at_once_each_membership_ends_once(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        await using var beside = app.Beside();
        var account = await app.AccountAsync();
        var people = new List<Guid>();
        for (var i = 0; i < 20; i++) people.Add((await app.PersonAsync(account)).Id);

        await ComeAsync(app, people);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => (i % 2 == 0 ? app : beside).Service<MembershipExpiry>().RunAsync(Ct), Ct)));
        await app.Service<MembershipExpiry>().RunAsync(Ct);

        foreach (var person in people) Assert.Equal(1, await app.CountAuditAsync(person, AuditActions.MembershipExpired));
        Assert.Equal(20, await app.QueryAsync(db => db.AppMemberships.CountAsync(m => people.Contains(m.IdentityId) && m.State == MembershipState.Deactivated && m.ExpiresAt == null, Ct)));
    }

    private static Task<Platform.Errors.Result> SetAsync(TestApp app, TestAccount account, Guid person, DateTimeOffset? at) =>
        app.Service<AppMembershipService>().SetEndAsync(account.Admin, person, account.Production.ApplicationId, at, Ct);

    private static Task<int> ComeAsync(TestApp app, Guid person, bool onlySet = false)
    {
        var past = DateTimeOffset.UtcNow.AddMinutes(-1);
        return app.QueryAsync(db => db.AppMemberships.Where(m => m.IdentityId == person && (!onlySet || m.ExpiresAt != null)).ExecuteUpdateAsync(s => s.SetProperty(m => m.ExpiresAt, past), Ct));
    }

    private static Task<int> ComeAsync(TestApp app, IReadOnlyCollection<Guid> people)
    {
        var past = DateTimeOffset.UtcNow.AddMinutes(-1);
        return app.QueryAsync(db => db.AppMemberships.Where(m => people.Contains(m.IdentityId)).ExecuteUpdateAsync(s => s.SetProperty(m => m.ExpiresAt, past), Ct));
    }
}
