using System.Text.RegularExpressions;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Credentials.Factors;

/// <summary>Setting factors up: forced at sign-in, seen and reset by an administrator.</summary>
public sealed partial class EnrolmentTests
{
    private const string SetUp = "/sign-in/set-up-factor";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S79_Forced_enrolment_is_the_first_thing_and_ends_where_they_wanted_to_go(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var scope = CreateScope.Directory(account.Development.ApplicationId);
        var person = (await app.Service<IdentityService>().CreateAsync(account.Admin, scope, new NewIdentity(email, "Pat", "Lee") { Password = Given.Password, RequireMfaEnrolment = true }, Ct)).Value;
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);

        var led = await visitor.OpenAsync("/account");
        var path = $"{SetUp}?with=app&returnUrl=%2Faccount";
        var page = await visitor.OpenAsync(path);
        var setup = SetupField().Match(page.Html).Groups["it"].Value;
        var phone = new PhoneApp(Key().Match(page.Html).Groups["it"].Value);
        var code = phone.Next();
        var empty = await visitor.SendAsync(path, "authenticator", Visitor.Token(page), ("setup", setup), ("code", ""));
        var wrong = await visitor.SendAsync(path, "authenticator", Visitor.Token(page), ("setup", setup), ("code", code == "111111" ? "222222" : "111111"));
        var before = await visitor.IsInAsync();
        var done = await visitor.SendAsync(path, "authenticator", Visitor.Token(page), ("setup", setup), ("code", code));

        Assert.Equal($"{SetUp}?returnUrl=%2Faccount", led.Location);
        Assert.True(empty.Says("Enter the six digits"));
        Assert.True(wrong.Says(FactorErrors.CodeWrong.Message));
        Assert.Equal(Key().Match(page.Html).Groups["it"].Value, Key().Match(wrong.Html).Groups["it"].Value);
        Assert.False(before);
        Assert.Equal(10, Code().Count(done.Html));
        Assert.Contains("href=\"/account\"", done.Html, StringComparison.Ordinal);
        Assert.True(await visitor.IsInAsync());
        Assert.False((await app.FindAsync(person.Id))!.RequireMfaEnrolment);
        Assert.True(await app.IsMarkedAsync(person.Id));
        using var next = new Visitor(app);
        await next.SignInAsync(account, email, Given.Password);
        Assert.False(await next.IsInAsync());
        Assert.Equal("/", (await next.ShowCodeAsync(phone.Next())).Location);
        Assert.True(await next.IsInAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S79_A_passkey_is_enough_too(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = (await app.MemberAsync(account, email)).As(account);
        Assert.True((await app.Service<FactorAdministration>().ForceAsync(account.Admin, person.Id, forced: true, Ct)).Succeeded);
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);
        using var passkey = SoftPasskey.For(app);
        var (options, state) = await visitor.AskedAsync($"{SetUp}/passkey-options");

        var done = await visitor.FillAsync(SetUp, "passkey", ("state", state), ("credential", passkey.Create(options)), ("name", "Phone"));

        Assert.Equal(10, Code().Count(done.Html));
        Assert.True(await visitor.IsInAsync());
        Assert.Single(await app.AuditAsync(account, AuditActions.MfaEnrolmentForced));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S101_An_administrator_sees_the_factors_and_resets_them(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = (await app.MemberAsync(account, email)).As(account);
        var (phone, codes) = await app.EnrolAsync(person);
        using var passkey = await app.PasskeyAsync(person, "Phone");
        await app.Service<SecondFactor>().PassCodeAsync(person, phone.Next(), Ct);
        using var visitor = new Visitor(app);
        await visitor.ShowPasskeyAsync(passkey, account);
        Assert.True(await visitor.IsInAsync());
        var factors = app.Service<FactorAdministration>();

        var seen = (await factors.GetAsync(account.Admin, person.Id, Ct)).Value.List;
        var reset = await factors.ResetAsync(account.Admin, person.Id, Ct);
        var again = await factors.ResetAsync(account.Admin, person.Id, Ct);

        Assert.NotNull(seen.Authenticator!.LastUsedAt);
        Assert.Equal("Phone", Assert.Single(seen.Passkeys).Name);
        Assert.NotNull(seen.Passkeys[0].LastUsedAt);
        Assert.Equal(10, seen.RecoveryCodesLeft);
        Assert.True(reset.Succeeded);
        Assert.Equal(FactorErrors.NoFactor, again.Error);
        Assert.False(await visitor.IsInAsync());
        Assert.False((await visitor.ShowPasskeyAsync(passkey, account)).Location == "/");
        Assert.False((await app.Service<SecondFactor>().PassRecoveryCodeAsync(person, codes[0], Ct)).Succeeded);
        Assert.False(await app.IsMarkedAsync(person.Id));
        Assert.Contains("\"passkeys\":[\"1\",\"0\"]", Assert.Single(await app.AuditAsync(account, AuditActions.MfaReset)).Changes, StringComparison.Ordinal);
        Assert.Single(await app.QueryAsync(db => db.MailOutbox.Where(m => m.AccountId == account.Id && m.Recipient == email && m.Subject.StartsWith("Your two-step sign-in was reset")).ToListAsync()));
        using var plain = new Visitor(app);
        await plain.SignInAsync(account, email, Given.Password);
        Assert.True(await plain.IsInAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task New_recovery_codes_kill_the_old_ones(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = (await app.MemberAsync(account, Given.Address())).As(account);
        var service = app.Service<RecoveryCodeService>();
        var none = await service.RenewAsync(person, Ct);
        var (_, old) = await app.EnrolAsync(person);

        var fresh = (await service.RenewAsync(person, Ct)).Value;

        Assert.Equal(FactorErrors.NoFactor, none.Error);
        Assert.Empty(old.Intersect(fresh, StringComparer.Ordinal));
        Assert.Equal(FactorErrors.RecoveryWrong, (await app.Service<SecondFactor>().PassRecoveryCodeAsync(person, old[0], Ct)).Error);
        Assert.True((await app.Service<SecondFactor>().PassRecoveryCodeAsync(person, fresh[0], Ct)).Succeeded);
        Assert.False(await app.QueryAsync(db => db.AuditEntries.AnyAsync(e => e.AccountId == account.Id && e.Changes.Contains(fresh[0]))));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_session_that_was_not_shown_lately_changes_no_factor(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);
        var earlier = DateTimeOffset.UtcNow.AddMinutes(-11);
        await app.QueryAsync(db => db.UserSessions.Where(s => s.IdentityId == person.Id).ExecuteUpdateAsync(s => s.SetProperty(u => u.AuthenticatedAt, earlier)));
        var session = await app.QueryAsync(db => db.UserSessions.Where(s => s.IdentityId == person.Id).Select(s => s.Id).SingleAsync());
        var actor = person.As(account) with { Session = session };
        var setup = (await app.Service<AuthenticatorService>().BeginAsync(person.As(account), Ct)).Value;

        var confirmed = await app.Service<AuthenticatorService>().ConfirmAsync(actor, setup.Setup, new PhoneApp(setup.Key).Next(), Ct);

        Assert.Equal(SessionGuard.Stale, (await app.Service<AuthenticatorService>().BeginAsync(actor, Ct)).Error);
        Assert.Equal(SessionGuard.Stale, (await app.Service<IdentityDashboard.Features.Credentials.Passkeys.PasskeyService>().BeginAsync(actor, Ct)).Error);
        Assert.Equal(SessionGuard.Stale, confirmed.Error);
        Assert.False(await app.IsMarkedAsync(person.Id));
    }

    [GeneratedRegex("name=\"setup\" value=\"(?<it>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SetupField();

    [GeneratedRegex("data-factor-key>(?<it>[A-Z2-7 ]+)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("<li>[0-9a-z]{5}-[0-9a-z]{5}</li>", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
