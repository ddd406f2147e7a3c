using System.Net;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Protection;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>Guessing passwords, and locking others out by it (SECURITY, "Authentication").</summary>
public sealed class BruteForceTests
{
    private const string TooMany = "Too many attempts. Wait 15 minutes or reset the password.";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A20_Of_200_parallel_guesses_at_200_addresses_from_one_network_a_handful_beyond_30_are_looked_at(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        using var checks = new PasswordChecks(app);
        var signIn = app.Service<PasswordSignIn>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(() => signIn.CheckAsync(account.Id, $"user{n}@example.com", "one-password-for-all", new SignInOrigin($"2001:db8:1:2::{n:x}"), Ct))));
        var elsewhere = await signIn.CheckAsync(account.Id, account.AdminEmail, TestAccount.Password, new SignInOrigin("2001:db8:1:3::1"), Ct);
        var here = await signIn.CheckAsync(account.Id, account.AdminEmail, TestAccount.Password, new SignInOrigin("2001:db8:1:2:ffff::1"), Ct);

        var looked = outcomes.Count(o => o.Error == CredentialErrors.NotRight);
        Assert.InRange(looked, 30, 30 + FailedSignIns.Lanes - 1);
        Assert.Equal(looked + 1, checks.Count);
        Assert.Equal(200 - looked, outcomes.Count(o => o.Error == CredentialErrors.TooManyAttempts));
        Assert.True(elsewhere.Succeeded);
        Assert.Equal(CredentialErrors.TooManyAttempts, here.Error);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_office_behind_one_address_signs_in_at_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var people = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => app.MemberAsync(account, Given.Address())));
        var signIn = app.Service<PasswordSignIn>();

        var outcomes = await Task.WhenAll(people.Select(p => signIn.CheckAsync(account.Id, p.Email, Given.Password, new SignInOrigin("192.0.2.7"), Ct)));

        Assert.All(outcomes, o => Assert.True(o.Succeeded));
    }

    [Theory]
    [InlineData("192.0.2.7", "::ffff:192.0.2.7", true), InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true), InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.7", "192.0.2.8", false), InlineData(null, "not an address", true), InlineData("fe80::1%eth0", "fe80::2", true)]
    public void Networks_are_IPv4_addresses_and_the_64_of_IPv6(string? one, string? other, bool same) => Assert.Equal(same, NetworkAddress.Of(one) == NetworkAddress.Of(other));

    [Theory, InlineData(false), InlineData(true)]
    public async Task A22_Rotating_and_broken_forwarded_addresses_are_limited_and_never_a_500_with_and_without_a_known_proxy(bool behindProxy)
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ReverseProxy:KnownProxies"] = behindProxy ? "127.0.0.1" : null });
        var account = await app.AccountAsync();
        var email = Given.Address();
        await app.MemberAsync(account, email);
        string[] rotating = ["10.0.0.1", "not an address", "999.1.1.1", "::::", "\"", "1.2.3.4, 5.6.7.8", "10.0.0.2, garbage", "[2001:db8::1]:99999", new string('9', 4000), "10.0.0.3"];
        var answers = new List<Seen>();

        foreach (var from in rotating)
        {
            using var visitor = new Visitor(app);
            visitor.Client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", from);
            answers.Add(await visitor.SignInAsync(account, email, "wrong-password-1"));
        }

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a.Status));
        Assert.All(answers.Skip(5), a => Assert.True(a.Says(TooMany)));
        Assert.All(await app.AuditAsync(account, AuditActions.SignInRefused), e => Assert.True(IPAddress.TryParse(e.Ip, out _), e.Ip));
        Assert.Equal(behindProxy, (await app.AuditAsync(account, AuditActions.SignInRefused)).Any(e => e.Ip == "10.0.0.1"));
    }

    [Fact]
    public async Task A22_Many_addresses_from_one_client_behind_a_known_proxy_are_limited_whatever_it_adds_before_its_own()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["ReverseProxy:KnownProxies"] = "127.0.0.1" });
        var account = await app.AccountAsync();
        async Task<Seen> TryAsync(string forwarded)
        {
            using var visitor = new Visitor(app);
            visitor.Client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", forwarded);
            return await visitor.SignInAsync(account, Given.Address(), "wrong-password-1");
        }

        for (var n = 0; n < 30; n++) Assert.False((await TryAsync($"10.1.1.{n}, 203.0.113.9")).Says(TooMany));

        Assert.True((await TryAsync("10.9.9.9, 203.0.113.9")).Says(TooMany));
        Assert.False((await TryAsync("203.0.113.10")).Says(TooMany));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A23_Who_signed_in_with_a_browser_before_gets_in_with_it_while_strangers_hold_the_address_locked(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var known = new Visitor(app);
        using var attacker = new Visitor(app);
        using var elsewhere = new Visitor(app);
        var first = await known.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        var cookie = Assert.Single(first.Response.Headers.GetValues("Set-Cookie"), c => c.StartsWith("identity-dashboard-browser=", StringComparison.Ordinal));

        for (var n = 0; n < 7; n++) await attacker.SignInAsync(account, account.AdminEmail, $"guess-number-{n}");
        var lockedOut = await elsewhere.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        await known.SendAsync("/sign-out", "", Visitor.Token(await known.OpenAsync("/change-password")));
        var wrong = await known.SignInAsync(account, account.AdminEmail, "mistyped-it-once");
        var back = await known.SignInAsync(account, account.AdminEmail, TestAccount.Password);

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.True(lockedOut.Says(TooMany));
        Assert.True(wrong.Says("Email or password is not right."));
        Assert.Equal("/", back.Location);
        Assert.True((await attacker.SignInAsync(account, account.AdminEmail, TestAccount.Password)).Says(TooMany));
        Assert.Single(await app.AuditAsync(account, AuditActions.SignInLocked));
        Assert.Equal(6, (await app.AuditAsync(account, AuditActions.SignInRefused)).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A23_A_known_browser_has_five_attempts_of_its_own_and_is_a_stranger_to_others_and_after_a_new_password(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (pat, kim) = (await app.MemberAsync(account, Given.Address()), await app.MemberAsync(account, Given.Address("kim")));
        var (signIn, browsers) = (app.Service<PasswordSignIn>(), app.Service<KnownBrowsers>());
        var kept = await browsers.RememberAsync(null, pat.Id, Ct);
        var origin = new SignInOrigin("192.0.2.7", kept);
        async Task<string?> TryAsync(string email, string password, SignInOrigin from) => (await signIn.CheckAsync(account.Id, email, password, from, Ct)).Error?.Code;

        for (var n = 0; n < 5; n++) Assert.Equal("not_right", await TryAsync(pat.Email, $"guess-{n}-wrong", origin));
        Assert.Equal("too_many_attempts", await TryAsync(pat.Email, Given.Password, origin));
        Assert.Null(await TryAsync(pat.Email, Given.Password, new SignInOrigin("192.0.2.8")));

        for (var n = 0; n < 5; n++) await TryAsync(kim.Email, $"guess-{n}-wrong", origin);
        Assert.Equal("too_many_attempts", await TryAsync(kim.Email, Given.Password, new SignInOrigin("192.0.2.9", kept)));

        await app.Service<PasswordChange>().ChangeAsync(account.Id, pat.Id, Given.Password, "silver-bridge-8", null, Ct);
        Assert.Null(browsers.SubjectOf(kept, pat.Id, (await app.FindAsync(pat.Id))!.PasswordChangedAt));
        Assert.Null(browsers.SubjectOf(kept[..^2] + "AA", pat.Id, null));
        Assert.Null(browsers.SubjectOf("not ours", pat.Id, null));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task After_1000_failures_strangers_wait_3_seconds_and_known_browsers_do_not(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.MemberAsync(account, Given.Address());
        var kept = await app.Service<KnownBrowsers>().RememberAsync(null, person.Id, Ct);
        var signIn = app.Service<PasswordSignIn>();
        await app.QueryAsync(async db =>
        {
            db.SignInCounters.Add(new SignInCounter { AccountId = account.Id, Subject = AttemptLimit.Account.Subject(""), Attempts = 1_000, Since = DateTimeOffset.UtcNow });
            return await db.SaveChangesAsync(Ct);
        });

        var begun = TimeProvider.System.GetTimestamp();
        var stranger = signIn.CheckAsync(account.Id, account.AdminEmail, TestAccount.Password, new SignInOrigin("192.0.2.7"), Ct);
        var known = await signIn.CheckAsync(account.Id, person.Email, Given.Password, new SignInOrigin("192.0.2.7", kept), Ct);

        Assert.True(known.Succeeded);
        Assert.True((await stranger).Succeeded);
        Assert.True(TimeProvider.System.GetElapsedTime(begun) > TimeSpan.FromSeconds(2.9));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_administrator_unlocks_who_is_covered_by_their_rights(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var helper = await app.ActorAsync(account, ["identity.read", "credential.manage"]);
        var person = await app.PersonAsync(account, email: Given.Address());
        var (signIn, unlock) = (app.Service<PasswordSignIn>(), app.Service<SignInUnlock>());
        foreach (var email in new[] { person.Email, account.AdminEmail })
        {
            for (var n = 0; n < 5; n++) await signIn.CheckAsync(account.Id, email, "wrong-password-1", new SignInOrigin($"10.0.{n}.1"), Ct);
        }

        Assert.NotNull((await app.Service<IdentityDetails>().GetAsync(account.Admin, person.Id, Ct)).Value.LockedUntil);
        Assert.Equal(CredentialErrors.UnlockNotCovered, (await unlock.UnlockAsync(helper, account.Admin.Id, Ct)).Error);
        Assert.Equal(404, (await unlock.UnlockAsync((await app.AccountAsync()).Admin, person.Id, Ct)).Error!.Status);
        Assert.True((await unlock.UnlockAsync(helper, person.Id, Ct)).Succeeded);

        Assert.Null((await app.FindAsync(person.Id))!.LockoutEnd);
        Assert.Equal(CredentialErrors.NotRight, (await signIn.CheckAsync(account.Id, person.Email, "wrong-password-1", null, Ct)).Error);
        Assert.Equal(helper.Id, Assert.Single(await app.AuditAsync(account, AuditActions.SignInUnlocked)).ActorId);
        Assert.NotNull((await app.FindAsync(account.Admin.Id))!.LockoutEnd);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_stranger_who_locks_an_address_does_not_keep_its_owner_from_changing_the_password_inside(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.MemberAsync(account, Given.Address());
        for (var n = 0; n < 6; n++) await app.Service<PasswordSignIn>().CheckAsync(account.Id, person.Email, "wrong-password-1", null, Ct);

        var changed = await app.Service<PasswordChange>().ChangeAsync(account.Id, person.Id, Given.Password, "silver-bridge-8", null, Ct);

        Assert.True(changed.Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Counters_past_their_hour_are_cleared_away(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        await app.Service<PasswordSignIn>().CheckAsync(account.Id, Given.Address(), "wrong-password-1", null, Ct);
        await app.AgeCountersAsync(account, TimeSpan.FromMinutes(61));
        await app.Service<PasswordSignIn>().CheckAsync(account.Id, Given.Address(), "wrong-password-1", new SignInOrigin("192.0.2.7"), Ct);

        var cleared = await app.Service<CounterPurge>().RunAsync(Ct);

        Assert.Equal(2, cleared);
        Assert.Equal(3, await app.QueryAsync(db => db.SignInCounters.CountAsync(c => c.AccountId == account.Id, Ct)));
    }
}
