using System.Net;
using System.Net.Http.Headers;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.SignIn;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>What must not work at sign-in (SECURITY, "Authentication").</summary>
public sealed class AuthenticationTests
{
    private const string NotRight = "Email or password is not right.";
    private const string TooMany = "Too many attempts. Wait 15 minutes or reset the password.";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A15_Reset_takes_one_address(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (email, other) = (Given.Address(), Given.Address("eve"));
        await app.MemberAsync(account, email);
        using var visitor = new Visitor(app);
        var path = $"/a/{account.Slug}/forgot-password";

        Seen[] tries =
        [
            await visitor.FillAsync(path, "forgot-password", ("email", email), ("email", other)),
            await visitor.FillAsync(path, "forgot-password", ("email[]", email), ("email[]", other)),
            await visitor.FillAsync(path, "forgot-password", ("email", $"{email},{other}")),
        ];
        using var json = new StringContent($$"""{"email":["{{email}}","{{other}}"]}""", new MediaTypeHeaderValue("application/json"));
        var posted = await visitor.Client.PostAsync(path, json);

        Assert.All(tries, t => Assert.Equal(HttpStatusCode.BadRequest, t.Status));
        Assert.Equal(HttpStatusCode.BadRequest, posted.StatusCode);
        await using var db = await app.Dbs.CreateDbContextAsync();
        Assert.False(await db.MailOutbox.AnyAsync(m => m.AccountId == account.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A16_A_reset_link_dies_with_use_with_a_password_change_and_with_a_newer_link(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        var recovery = app.Service<RecoveryService>();
        var reset = app.Service<PasswordReset>();

        async Task<string> NewLinkAsync() => (await recovery.CreateLinkAsync(account.Admin, person.Id, CancellationToken.None)).Value.Split('/')[^1];

        var older = await NewLinkAsync();
        var newer = await NewLinkAsync();
        Assert.False((await reset.OpenAsync(older, CancellationToken.None)).Succeeded);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => reset.SetAsync(newer, $"fresh-password-{i}", null, CancellationToken.None)));
        Assert.Single(outcomes, o => o.Succeeded);
        Assert.False((await reset.OpenAsync(newer, CancellationToken.None)).Succeeded);

        var third = await NewLinkAsync();
        var used = Array.FindIndex(outcomes, o => o.Succeeded);
        await app.Service<PasswordChange>().ChangeAsync(account.Id, person.Id, $"fresh-password-{used}", "changed-by-myself-1", null, CancellationToken.None);
        Assert.False((await reset.OpenAsync(third, CancellationToken.None)).Succeeded);

        var fourth = await NewLinkAsync();
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, person.Id, CancellationToken.None);
        Assert.False((await reset.OpenAsync(fourth, CancellationToken.None)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A19_Known_and_unknown_addresses_get_the_same_bytes_and_the_same_work(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var (known, passwordless, unknown) = ("pat.known@example.com", "pat.nopwd@example.com", "pat.nobod@example.com");
        await app.MemberAsync(account, known);
        await app.MemberAsync(account, passwordless, password: null);
        using var checks = new PasswordChecks(app);
        var pages = new List<string>();
        var work = new List<long>();

        foreach (var email in new[] { known, passwordless, unknown })
        {
            using var visitor = new Visitor(app);
            var before = checks.Count;
            var asked = await visitor.FillAsync("/sign-in", "sign-in", ("email", email));
            var refused = await visitor.SignInAsync(account, email, "not-the-password");
            var forgot = await visitor.FillAsync("/forgot-password", "forgot-password", ("email", email));
            Assert.True(refused.Says(NotRight));
            work.Add(checks.Count - before);
            pages.Add(string.Concat(asked.Stable, refused.Stable, forgot.Stable).Replace(email, "…", StringComparison.Ordinal));
        }

        Assert.All(work, w => Assert.Equal(1, w));
        Assert.Single(pages.Distinct(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A20_Of_200_parallel_guesses_at_most_five_are_looked_at(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        await app.MemberAsync(account, email);
        using var checks = new PasswordChecks(app);
        var signIn = app.Service<PasswordSignIn>();

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => signIn.CheckAsync(account.Id, email, $"guess-number-{i}", null, CancellationToken.None))));

        Assert.InRange(checks.Count, 1, 5);
        Assert.Equal(5, outcomes.Count(o => o.Error == CredentialErrors.NotRight));
        Assert.Equal(195, outcomes.Count(o => o.Error == CredentialErrors.TooManyAttempts));
        var right = await signIn.CheckAsync(account.Id, email, Given.Password, null, CancellationToken.None);
        Assert.Equal(CredentialErrors.TooManyAttempts, right.Error);
        Assert.True((await app.FindAsync(account, email))!.LockoutEnd > DateTimeOffset.UtcNow);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A21_Variants_of_one_address_share_a_counter_which_ends_with_its_window(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        await app.MemberAsync(account, email);
        using var visitor = new Visitor(app);

        foreach (var variant in new[] { email, email.ToUpperInvariant(), $" {email} ", $"{email}\t", $"P{email[1..]}" })
        {
            Assert.True((await visitor.SignInAsync(account, variant, "wrong-password-1")).Says(NotRight));
        }

        Assert.True((await visitor.SignInAsync(account, email, Given.Password)).Says(TooMany));
        await using (var db = await app.Dbs.CreateDbContextAsync())
        {
            var earlier = DateTimeOffset.UtcNow.AddMinutes(-16);
            await db.SignInCounters.Where(c => c.AccountId == account.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.Since, earlier));
        }

        Assert.Equal("/", (await visitor.SignInAsync(account, email, Given.Password)).Location);
        Assert.Null((await app.FindAsync(account, email))!.LockoutEnd);
    }

    [Fact]
    public async Task A22_Rotating_or_broken_forwarded_addresses_change_nothing()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var email = Given.Address();
        await app.MemberAsync(account, email);

        Seen last = null!;
        foreach (var from in new[] { "10.0.0.1", "not an address", "999.1.1.1", "::::", "\"", "1.2.3.4, 5.6.7.8" })
        {
            using var visitor = new Visitor(app);
            visitor.Client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", from);
            last = await visitor.SignInAsync(account, email, "wrong-password-1");
            Assert.Equal(HttpStatusCode.OK, last.Status);
        }

        Assert.True(last.Says(TooMany));
        Assert.All(await app.AuditAsync(account, AuditActions.SignInRefused), e => Assert.True(IPAddress.TryParse(e.Ip, out var ip) && IPAddress.IsLoopback(ip)));
    }

    [Fact]
    public async Task A28_Ten_megabytes_are_refused_without_hashing_and_64_emoji_are_taken_whole()
    {
        await using var app = await TestApp.StartAsync();
        var account = await app.AccountAsync();
        var emoji = string.Concat(Enumerable.Range(0, 64).Select(i => char.ConvertFromUtf32(0x1F600 + i)));
        var email = Given.Address();
        await app.MemberAsync(account, email, emoji);
        using var checks = new PasswordChecks(app);
        using var visitor = new Visitor(app);

        var huge = await visitor.SignInAsync(account, email, new string('x', 10_000_000));
        var long2 = await app.Service<PasswordSignIn>().CheckAsync(account.Id, email, new string('x', 2_000), null, CancellationToken.None);
        var hashed = checks.Count;
        var cut = await visitor.SignInAsync(account, email, emoji[..^2]);
        var whole = await visitor.SignInAsync(account, email, emoji);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, huge.Status);
        Assert.Equal(CredentialErrors.NotRight, long2.Error);
        Assert.Equal(0, hashed);
        Assert.Null(cut.Location);
        Assert.Equal("/", whole.Location);
    }

    [Theory]
    [InlineData("password123", "common")]
    [InlineData("halden-group-1", "organisation")]
    [InlineData("pat.known1", "email")]
    [InlineData("short1", "at least 8")]
    public async Task A29_A_bad_password_is_refused_with_the_reason(string password, string reason)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync("Halden Group");
        var (_, path) = await app.InvitationAsync(account, new NewInvitation("pat.known@example.com"));
        using var visitor = new Visitor(app);

        var refused = await visitor.AcceptAsync(path, password);
        var accepted = await visitor.AcceptAsync(path, "quietriverstone");

        Assert.Null(refused.Location);
        Assert.True(refused.Says(reason), refused.Html);
        Assert.Contains("value=\"Pat\"", refused.Html, StringComparison.Ordinal);
        Assert.DoesNotContain(password, refused.Html, StringComparison.Ordinal);
        Assert.Equal("/", accepted.Location);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A44_Suspending_somebody_ends_the_cookie_the_circuit_and_the_reset_link(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        var link = (await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, CancellationToken.None)).Value;
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);
        Assert.True(await visitor.IsInAsync());
        var session = await app.QueryAsync(db => db.UserSessions.SingleAsync(s => s.IdentityId == person.Id, CancellationToken.None));
        var page = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var open = app.Service<SessionWatch>().Add(new SessionClaims(session.AccountId, person.Id, session.Id), new SessionActivity(), page.SetResult);

        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, person.Id, CancellationToken.None);

        Assert.False(await visitor.IsInAsync());
        Assert.Equal("suspended", await page.Task.WaitAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
        Assert.True((await visitor.OpenAsync(new Uri(link).AbsolutePath)).Says("This link doesn’t work any more"));
        Assert.True((await visitor.SignInAsync(account, email, Given.Password)).Says(NotRight));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A45_A_new_password_ends_all_other_sessions(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        await app.MemberAsync(account, email);
        using var here = new Visitor(app);
        using var elsewhere = new Visitor(app);
        await here.SignInAsync(account, email, Given.Password);
        await elsewhere.SignInAsync(account, email, Given.Password);

        var wrong = await here.FillAsync("/change-password", "change-password", ("current_password", "not-it-at-all"), ("password", "silver-bridge-8"), ("confirm", "silver-bridge-8"));
        var changed = await here.FillAsync("/change-password", "change-password", ("current_password", Given.Password), ("password", "silver-bridge-8"), ("confirm", "silver-bridge-8"));

        Assert.True(wrong.Says("This isn't your current password."));
        Assert.Equal("/account", changed.Location);
        Assert.True(await here.IsInAsync());
        Assert.False(await elsewhere.IsInAsync());
        Assert.Single(await app.AuditAsync(account, AuditActions.PasswordChanged));
    }

    [Theory]
    [InlineData("//evil.example"), InlineData("/\\evil.example"), InlineData("/%09/evil.example"), InlineData("/%2F/evil.example"), InlineData("javascript:alert(1)"), InlineData("https://evil.example/"), InlineData("\\\\evil.example")]
    public async Task A56_The_return_address_stays_local(string wanted)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        using var visitor = new Visitor(app);

        var signedIn = await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password, $"?returnUrl={Uri.EscapeDataString(wanted)}");

        Assert.Equal(new Uri(app.Url).Authority, new Uri(new Uri(app.Url), signedIn.Location).Authority);
        Assert.Equal("/", signedIn.Location);
    }

    [Theory, InlineData("/sign-in", "sign-in"), InlineData("/forgot-password", "forgot-password"), InlineData("/setup", "setup"), InlineData("/sign-out", "sign-out"), InlineData("/change-password", "change-password")]
    public async Task A58_A_form_without_its_token_is_refused(string path, string form)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);

        var refused = await visitor.SendAsync(path, form, token: null, ("email", account.AdminEmail), ("password", TestAccount.Password));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.True(await visitor.IsInAsync());
    }

    [Fact]
    public async Task A58_A_live_connection_needs_a_session_and_our_own_origin()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        using var stranger = new Visitor(app);
        using var member = new Visitor(app);
        await member.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        member.Client.DefaultRequestHeaders.Add("Origin", "https://evil.example");

        var anonymous = await stranger.Client.PostAsync("/_blazor/negotiate?negotiateVersion=1", content: null);
        var foreign = await member.Client.PostAsync("/_blazor/negotiate?negotiateVersion=1", content: null);

        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
    }
}
