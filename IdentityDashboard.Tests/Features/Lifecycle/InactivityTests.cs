using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Features.Lifecycle;

public sealed class InactivityTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_is_away_too_long_is_warned_once_by_mail_and_suspended_days_later(Database database)
    {
        var clock = new FakeClock();
        await using var app = await LifecycleWorld.WithoutJobAsync(database, clock);
        var account = await app.AccountAsync();
        var (away, never, here, fresh) = (await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account));
        await app.SeenAsync(away.Id, 85);
        await app.SeenAsync(never.Id, null, createdDaysAgo: 85);
        await app.SeenAsync(here.Id, 20);
        await app.SeenAsync(account.Admin.Id, 300);
        await RuleAsync(app, account, 90, 7);

        await app.Service<InactivityRun>().RunAsync(Ct);
        await app.Service<InactivityRun>().RunAsync(Ct);
        var warned = await MailsAsync(app, account);
        Assert.Equal([.. new[] { away.Email, never.Email }.Order(StringComparer.Ordinal)], warned);
        Assert.Equal([PrincipalState.Active, PrincipalState.Active], await StatesAsync(app, away.Id, never.Id));

        clock.Advance(TimeSpan.FromDays(6.5));
        await app.Service<InactivityRun>().RunAsync(Ct);
        Assert.Equal([PrincipalState.Active, PrincipalState.Active], await StatesAsync(app, away.Id, never.Id));
        clock.Advance(TimeSpan.FromDays(1));
        await app.Service<InactivityRun>().RunAsync(Ct);

        Assert.Equal([PrincipalState.Suspended, PrincipalState.Suspended, PrincipalState.Active, PrincipalState.Active, PrincipalState.Active],
            await StatesAsync(app, away.Id, never.Id, here.Id, fresh.Id, account.Admin.Id));
        Assert.Equal(warned, await MailsAsync(app, account));
        var entries = (await app.AuditAsync(away.Id)).TakeLast(2).ToList();
        Assert.Equal([AuditActions.UserInactivityWarned, AuditActions.UserSuspended], entries.Select(e => e.Action));
        Assert.Equal((ActorKind.System, InactivityRun.ActorName), (entries[1].ActorKind, entries[1].ActorName));
        Assert.Equal("""{"state":["active","suspended"],"reason":[null,"Inactive for 90 days"]}""", entries[1].Changes);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nobody_is_suspended_unwarned_not_even_when_the_rule_is_new_or_after_an_activation(Database database)
    {
        var clock = new FakeClock();
        await using var app = await LifecycleWorld.WithoutJobAsync(database, clock);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await app.SeenAsync(person.Id, 2000);
        await RuleAsync(app, account, 30, 5);

        await app.Service<InactivityRun>().RunAsync(Ct);
        Assert.Equal([PrincipalState.Active], await StatesAsync(app, person.Id));
        clock.Advance(TimeSpan.FromDays(5.1));
        await app.Service<InactivityRun>().RunAsync(Ct);
        Assert.Equal([PrincipalState.Suspended], await StatesAsync(app, person.Id));

        Assert.True((await app.Service<IdentityLifecycle>().ActivateAsync(account.Admin, person.Id, Ct)).Succeeded);
        await app.Service<InactivityRun>().RunAsync(Ct);
        Assert.Equal([PrincipalState.Active], await StatesAsync(app, person.Id));
        Assert.Equal(2, (await MailsAsync(app, account)).Count);
        clock.Advance(TimeSpan.FromDays(5.1));
        await app.Service<InactivityRun>().RunAsync(Ct);
        Assert.Equal([PrincipalState.Suspended], await StatesAsync(app, person.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_came_after_the_warning_stays_and_is_warned_again_the_next_time(Database database)
    {
        var clock = new FakeClock();
        await using var app = await LifecycleWorld.WithoutJobAsync(database, clock);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await app.SeenAsync(person.Id, 60);
        await RuleAsync(app, account, 30, 5);
        await app.Service<InactivityRun>().RunAsync(Ct);

        clock.Advance(TimeSpan.FromDays(4));
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.LastSeenAt, clock.GetUtcNow()), Ct));
        clock.Advance(TimeSpan.FromDays(2));
        await app.Service<InactivityRun>().RunAsync(Ct);
        Assert.Equal([PrincipalState.Active], await StatesAsync(app, person.Id));
        Assert.Equal(0, await app.QueryAsync(db => db.InactivityWarnings.CountAsync(Ct)));

        clock.Advance(TimeSpan.FromDays(26));
        await app.Service<InactivityRun>().RunAsync(Ct);
        Assert.Equal(2, (await MailsAsync(app, account)).Count);
        Assert.Equal([PrincipalState.Active], await StatesAsync(app, person.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_many_instances_that_look_at_once_each_person_is_warned_and_suspended_once(Database database)
    {
        var clock = new FakeClock();
        await using var app = await LifecycleWorld.WithoutJobAsync(database, clock);
        var account = await app.AccountAsync();
        var people = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            people.Add((await app.PersonAsync(account)).Id);
            await app.SeenAsync(people[^1], 100);
        }

        await RuleAsync(app, account, 90, 7);
        await ManyAsync();
        clock.Advance(TimeSpan.FromDays(8));
        await ManyAsync();

        Assert.Equal(20, (await MailsAsync(app, account)).Count);
        foreach (var person in people)
        {
            Assert.Equal((1, 1), (await app.CountAuditAsync(person, AuditActions.UserInactivityWarned), await app.CountAuditAsync(person, AuditActions.UserSuspended)));
        }

        Task ManyAsync() => Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => app.Service<InactivityRun>().RunAsync(Ct), Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Owners_set_the_rule_see_whom_it_would_reach_and_notice_each_other(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var rules = app.Service<InactivityService>();
        var (away, never, suspended) = (await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account));
        await app.SeenAsync(away.Id, 400);
        await app.SeenAsync(never.Id, null, createdDaysAgo: 400);
        await app.SeenAsync(suspended.Id, 400);
        await app.SeenAsync((await app.PersonAsync(account)).Id, null, createdDaysAgo: 10);
        await app.SeenAsync(account.Admin.Id, 400);
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, suspended.Id, Ct);
        var manager = await app.ActorAsync(account, [Permissions.IdentityManage]);

        var count = (await rules.CountAsync(account.Admin, 365, Ct)).Value;
        Assert.Equal((1, 1), (count.Seen.Value, count.Never.Value));
        Assert.Equal(new InactivityView(null, 7, 0), (await rules.GetAsync(account.Admin, Ct)).Value);
        Assert.True((await rules.SaveAsync(account.Admin, new InactivityView(3650, 30, 0), Ct)).Succeeded);
        Assert.Equal(LifecycleErrors.RuleChanged, (await rules.SaveAsync(account.Admin, new InactivityView(100, 30, 0), Ct)).Error);
        Assert.Equal(new InactivityView(3650, 30, 1), (await rules.GetAsync(account.Admin, Ct)).Value);
        Assert.Equal("""{"suspend_after_days":[null,"3650"],"warn_days_before":[null,"30"]}""", (await app.AuditAsync(account.Id))[^1].Changes);

        foreach (var (days, warn) in new[] { (6, 1), (3651, 7) }) Assert.Equal(LifecycleErrors.WrongDays, (await rules.SaveAsync(account.Admin, new InactivityView(days, warn, 1), Ct)).Error);
        foreach (var (days, warn) in new[] { (7, 7), (30, 0), (365, 91) }) Assert.Equal(LifecycleErrors.WrongWarning, (await rules.SaveAsync(account.Admin, new InactivityView(days, warn, 1), Ct)).Error);
        Assert.All([(await rules.GetAsync(manager, Ct)).Error, (await rules.CountAsync(manager, 90, Ct)).Error, (await rules.SaveAsync(manager, new InactivityView(90, 7, 1), Ct)).Error], e => Assert.Equal(403, e!.Status));
        Assert.True((await rules.SaveAsync(account.Admin, new InactivityView(null, 30, 1), Ct)).Succeeded);
    }

    private static async Task RuleAsync(TestApp app, TestAccount account, int days, int warn) =>
        Assert.True((await app.Service<InactivityService>().SaveAsync(account.Admin, new InactivityView(days, warn, 0), Ct)).Succeeded);

    private static Task<List<string>> MailsAsync(TestApp app, TestAccount account) =>
        app.QueryAsync(db => db.MailOutbox.Where(m => m.AccountId == account.Id && m.Purpose == InactivityMail.Purpose).OrderBy(m => m.Recipient).Select(m => m.Recipient).ToListAsync(Ct));

    private static async Task<IReadOnlyList<PrincipalState>> StatesAsync(TestApp app, params IReadOnlyList<Guid> people)
    {
        var states = await app.QueryAsync(db => db.Identities.Where(i => people.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => i.State, Ct));
        return [.. people.Select(p => states[p])];
    }
}
