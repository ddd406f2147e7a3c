using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Features.Credentials;

/// <summary>Sessions as rows: listed, ended one by one, and over by themselves.</summary>
public sealed class SessionTests
{
    private static CancellationToken Ct => CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Each_browser_is_a_session_with_its_device_and_ending_one_leaves_the_others(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        using var laptop = new Visitor(app);
        using var phone = new Visitor(app);
        laptop.Client.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0");
        phone.Client.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1");
        await laptop.SignInAsync(account, email, Given.Password);
        await phone.SignInAsync(account, email, Given.Password);

        var listed = (await app.Service<SessionList>().ListAsync(account.Admin, person.Id, Ct)).Value;
        var ended = await app.Service<SessionList>().RevokeAsync(account.Admin, person.Id, listed.Single(s => s.Device == "Safari on iPhone").Id, Ct);

        Assert.Equal(["Edge on Windows", "Safari on iPhone"], listed.Select(s => s.Device).Order(StringComparer.Ordinal));
        Assert.All(listed, s => Assert.Equal((SignInMethod.Password, false, false), (s.Method, s.IsWaiting, s.IsThis)));
        Assert.All(listed, s => Assert.NotNull(s.Ip));
        Assert.True(ended.Succeeded);
        Assert.True(await laptop.IsInAsync());
        Assert.Contains("ended=revoked", (await phone.OpenAsync("/account")).Location, StringComparison.Ordinal);
        Assert.Equal("Edge on Windows", Assert.Single((await app.Service<SessionList>().ListAsync(account.Admin, person.Id, Ct)).Value).Device);
        Assert.Single(await app.AuditAsync(account, AuditActions.SessionRevoked));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_A37_Sessions_of_others_are_seen_and_ended_only_with_rights_over_all_they_hold(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (account, other) = (await app.AccountAsync(), await app.AccountAsync());
        var email = Given.Address();
        var (person, stranger) = (await app.MemberAsync(account, email), await app.MemberAsync(account, Given.Address("none")));
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);
        var sessions = app.Service<SessionList>();
        var mine = (await sessions.ListAsync(account.Admin, person.Id, Ct)).Value.Single();
        var member = new Actor(ActorKind.Identity, stranger.Id, "Pat Lee", account.Id);

        var list = await sessions.ListAsync(member, person.Id, Ct);
        var end = await sessions.RevokeAsync(member, person.Id, mine.Id, Ct);
        var foreign = await sessions.RevokeAsync(other.Admin, person.Id, mine.Id, Ct);
        var mixed = await sessions.RevokeAsync(account.Admin, stranger.Id, mine.Id, Ct);

        Assert.Equal((CredentialErrors.SessionsNotCovered, CredentialErrors.SessionsNotCovered), (list.Error, end.Error));
        Assert.Equal((CredentialErrors.NotFound, SessionList.Gone), (foreign.Error, mixed.Error));
        Assert.True(await visitor.IsInAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_session_ends_when_it_was_idle_and_in_any_case_at_its_lifetime(Database database)
    {
        if (database == Database.Postgres) Assert.SkipUnless(TestPostgres.IsAvailable, TestPostgres.Missing);
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(database, services: s => s.AddSingleton<TimeProvider>(clock));
        var account = await app.AccountAsync();
        await app.Service<SessionPolicyService>().SaveAsync(account.Admin, new SessionLimits(30, 60, 0), Ct);
        var email = Given.Address();
        await app.MemberAsync(account, email);
        using var busy = new Visitor(app);
        using var idle = new Visitor(app);
        await busy.SignInAsync(account, email, Given.Password);
        await idle.SignInAsync(account, email, Given.Password);

        clock.Advance(TimeSpan.FromMinutes(20));
        var within = await busy.IsInAsync();
        clock.Advance(TimeSpan.FromMinutes(20));
        var (kept, away) = (await busy.IsInAsync(), await idle.OpenAsync("/account"));
        clock.Advance(TimeSpan.FromMinutes(21));
        var over = await busy.OpenAsync("/account");

        Assert.True(within);
        Assert.True(kept);
        Assert.Contains("ended=idle", away.Location, StringComparison.Ordinal);
        Assert.Contains("ended=expired", over.Location, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Limits_are_the_Owners_to_change_and_a_second_change_is_told(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.MemberAsync(account, Given.Address());
        var service = app.Service<SessionPolicyService>();

        var member = await service.SaveAsync(new Actor(ActorKind.Identity, person.Id, "Pat", account.Id), new SessionLimits(30, 60, 0), Ct);
        var first = await service.SaveAsync(account.Admin, new SessionLimits(30, 60, 0), Ct);
        var second = await service.SaveAsync(account.Admin, new SessionLimits(60, 120, 0), Ct);
        var shorter = await service.SaveAsync(account.Admin, new SessionLimits(60, 30, 1), Ct);
        var now = (await service.GetAsync(account.Admin, Ct)).Value;

        Assert.Equal(403, member.Error!.Status);
        Assert.True(first.Succeeded);
        Assert.Equal(SecurityPolicies.Changed, second.Error);
        Assert.Equal("Choose at least as long as a session may stand idle.", shorter.Error!.For(SessionPolicyService.LifetimeKey));
        Assert.Equal(new SessionLimits(30, 60, 1), now);
        Assert.Contains("720 minutes", Assert.Single(await app.AuditAsync(account, AuditActions.PolicyChanged)).Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Sessions_long_over_are_forgotten_and_younger_ones_kept(Database database)
    {
        // Its own: time runs ahead for every session there is.
        if (database == Database.Postgres) Assert.SkipUnless(TestPostgres.IsAvailable, TestPostgres.Missing);
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var (old, young) = (await BeginAsync(), await BeginAsync());
        await app.QueryAsync(db => db.UserSessions.Where(s => s.Id == old).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, DateTimeOffset.UtcNow.AddDays(-61)), Ct));

        await app.Service<SessionPurge>().RunAsync(Ct);

        Assert.Equal([young], await app.QueryAsync(db => db.UserSessions.Select(s => s.Id).ToListAsync(Ct)));

        Task<Guid> BeginAsync() => app.Service<SessionEntry>().BeginAsync(account.Admin.Id, SignInMethod.Password, secondFactor: false, new Visit(null, ""), replaces: null, Ct);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Signing_in_anew_in_the_same_browser_replaces_its_session(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        using var visitor = new Visitor(app);

        await visitor.SignInAsync(account, email, Given.Password);
        var page = await visitor.OpenAsync($"/a/{account.Slug}/forgot-password");
        await visitor.SendAsync($"/a/{account.Slug}/sign-in", "sign-in", Visitor.Token(page), ("email", email), ("password", Given.Password));

        Assert.Single((await app.Service<SessionList>().ListAsync(account.Admin, person.Id, Ct)).Value);
        Assert.Equal(2, await app.QueryAsync(db => db.UserSessions.CountAsync(s => s.IdentityId == person.Id, Ct)));
    }
}
