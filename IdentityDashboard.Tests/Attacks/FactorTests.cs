using System.Net;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>What must not work with second factors (SECURITY, "Authentication").</summary>
public sealed class FactorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A19_Every_passkey_that_opens_nothing_gets_the_same_bytes(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var suspended = (await app.MemberAsync(account, Given.Address())).As(account);
        using var unknown = SoftPasskey.For(app);
        unknown.Create((await app.Service<PasskeyService>().BeginAsync(suspended, Ct)).Value.Options);
        using var known = await app.PasskeyAsync(suspended);
        using var elsewhere = new SoftPasskey("https://evil.example");
        elsewhere.Create((await app.Service<PasskeyService>().BeginAsync(suspended, Ct)).Value.Options);
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, suspended.Id, Ct);

        var pages = new List<string>();
        foreach (var passkey in new[] { unknown, known, elsewhere })
        {
            using var visitor = new Visitor(app);
            var refused = await visitor.ShowPasskeyAsync(passkey, account);
            Assert.True(refused.Says(FactorErrors.PasskeyRefused.Message));
            Assert.False(await visitor.IsInAsync());
            pages.Add(refused.Stable);
        }

        Assert.Single(pages.Distinct(StringComparer.Ordinal));
        using var asker = new Visitor(app);
        Assert.Contains("\"allowCredentials\":[]", (await asker.AskedAsync("/sign-in/passkey-options")).Options, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A23_A_passkey_signs_in_while_wrong_passwords_lock_its_person(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var passkey = await app.PasskeyAsync(account.Admin);
        using var attacker = new Visitor(app);
        for (var i = 0; i < 6; i++) await attacker.SignInAsync(account, account.AdminEmail, $"wrong-password-{i}");
        using var admin = new Visitor(app);

        var locked = await admin.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        var opened = await admin.ShowPasskeyAsync(passkey, account);

        Assert.True(locked.Says(CredentialErrors.TooManyAttempts.Message));
        Assert.Equal("/", opened.Location);
        Assert.True(await admin.IsInAsync());
        Assert.NotNull(await app.QueryAsync(db => db.UserSessions.Where(s => s.IdentityId == account.Admin.Id).Select(s => s.SecondFactorAt).SingleAsync()));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A24_A_code_is_taken_once_also_with_spaces_and_by_20_at_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = (await app.MemberAsync(account, Given.Address())).As(account);
        var (phone, _) = await app.EnrolAsync(person);
        var factor = app.Service<SecondFactor>();

        var enrolling = await factor.PassCodeAsync(person, phone.Same(), Ct);
        var code = phone.Next();
        var spaced = $" {code[..3]} {code[3..]} ";
        var parallel = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => factor.PassCodeAsync(person, i % 2 == 0 ? code : spaced, Ct))));
        var again = await factor.PassCodeAsync(person, spaced, Ct);

        Assert.Equal(FactorErrors.CodeWrong, enrolling.Error);
        Assert.Single(parallel, r => r.Succeeded);
        Assert.False(again.Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A25_A_thousand_guesses_over_fresh_sessions_are_locked_after_five(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = (await app.MemberAsync(account, email)).As(account);
        var (phone, codes) = await app.EnrolAsync(person);
        var factor = app.Service<SecondFactor>();
        var soon = Enumerable.Range(-1, 4).Select(step => phone.At(DateTimeOffset.UtcNow.AddSeconds(30 * step))).ToHashSet(StringComparer.Ordinal);
        var wrong = Enumerable.Range(100_000, 2_000).Select(n => $"{n}").Where(code => !soon.Contains(code)).Take(1_000);

        Seen last = null!;
        for (var i = 0; i < 2; i++)
        {
            using var visitor = new Visitor(app);
            await visitor.SignInAsync(account, email, Given.Password);
            last = await visitor.ShowCodeAsync(wrong.ElementAt(i));
        }

        var outcomes = new List<Result>();
        foreach (var guess in wrong.Skip(2)) outcomes.Add(await factor.PassCodeAsync(person with { Session = Guid.NewGuid() }, guess, Ct));
        var right = await factor.PassCodeAsync(person, phone.Next(), Ct);
        var recovery = await factor.PassRecoveryCodeAsync(person, codes[0], Ct);

        Assert.True(last.Says(FactorErrors.CodeWrong.Message));
        Assert.Equal(3, outcomes.Count(o => o.Error == FactorErrors.CodeWrong));
        Assert.Equal(995, outcomes.Count(o => o.Error == FactorErrors.TooMany));
        Assert.Equal((FactorErrors.TooMany, FactorErrors.TooMany), (right.Error, recovery.Error));
        Assert.Equal(5, (await app.AuditAsync(account, AuditActions.SecondFactorRefused)).Count);

        var earlier = DateTimeOffset.UtcNow.AddMinutes(-16);
        await app.QueryAsync(db => db.SignInCounters.Where(c => c.AccountId == account.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.Since, earlier)));
        Assert.True((await factor.PassCodeAsync(person, phone.Next(), Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A26_Password_and_reset_link_leave_the_second_factor_to_be_shown(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = (await app.MemberAsync(account, email)).As(account);
        var (phone, codes) = await app.EnrolAsync(person);
        var link = (await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, Ct)).Value;
        using var byPassword = new Visitor(app);
        using var byLink = new Visitor(app);

        await byPassword.SignInAsync(account, email, Given.Password);
        var home = await byPassword.OpenAsync("/account");
        var walked = await byPassword.OpenAsync("/sign-in/set-up-factor");
        var sneaked = await byPassword.OpenAsync("/sign-in/set-up-factor/passkey-options");
        var empty = await byPassword.FillAsync(FactorSetup.SecondFactor, "code");
        await byLink.FillAsync(new Uri(link).AbsolutePath, "reset-password", ("password", "a-new-kettle-77"), ("confirm", "a-new-kettle-77"));

        Assert.Equal($"{FactorSetup.SecondFactor}?returnUrl=%2Faccount", home.Location);
        Assert.StartsWith(FactorSetup.SecondFactor, walked.Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, sneaked.Status);
        Assert.True(empty.Says("Enter the six digits"));
        Assert.False(await byPassword.IsInAsync());
        Assert.StartsWith(FactorSetup.SecondFactor, (await byLink.OpenAsync("/account")).Location, StringComparison.Ordinal);
        Assert.Equal("/", (await byLink.ShowCodeAsync(phone.Next())).Location);
        Assert.True(await byLink.IsInAsync());
        using var byCode = new Visitor(app);
        await byCode.SignInAsync(account, email, "a-new-kettle-77");
        Assert.Equal("/", (await byCode.ShowRecoveryCodeAsync(codes[3].ToUpperInvariant())).Location);
        Assert.True(await byCode.IsInAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A27_A_recovery_code_20_times_in_parallel_works_once_and_is_told(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = (await app.MemberAsync(account, email)).As(account);
        var (_, codes) = await app.EnrolAsync(person);
        var factor = app.Service<SecondFactor>();

        var parallel = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => factor.PassRecoveryCodeAsync(person, codes[0], Ct))));

        Assert.Equal(10, codes.Distinct(StringComparer.Ordinal).Count());
        Assert.Single(parallel, r => r.Succeeded);
        Assert.Single(await app.AuditAsync(account, AuditActions.RecoveryCodeUsed));
        Assert.Equal(9, (await app.QueryAsync(db => FactorQueries.OfAsync(db, person.Id, Ct))).RecoveryCodesLeft);
        Assert.Single(await app.QueryAsync(db => db.MailOutbox.Where(m => m.AccountId == account.Id && m.Recipient == email && m.Subject.StartsWith("A recovery code was used")).ToListAsync()));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_The_help_desk_resets_no_administrator_and_sees_nothing_of_theirs(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await app.EnrolAsync(account.Admin);
        var person = (await app.PersonAsync(account)).As(account);
        await app.EnrolAsync(person);
        var desk = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.CredentialManage]);
        var factors = app.Service<FactorAdministration>();

        var refused = await factors.ResetAsync(desk, account.Admin.Id, Ct);
        var hidden = await factors.GetAsync(desk, account.Admin.Id, Ct);
        var forced = await factors.ForceAsync(desk, account.Admin.Id, forced: true, Ct);
        var own = await factors.ResetAsync(account.Admin, account.Admin.Id, Ct);
        var foreign = await factors.ResetAsync((await app.AccountAsync()).Admin, person.Id, Ct);
        var allowed = await factors.ResetAsync(desk, person.Id, Ct);

        Assert.Equal((403, 403, 403), (refused.Error!.Status, hidden.Error!.Status, forced.Error!.Status));
        Assert.Equal(FactorErrors.Yourself, own.Error);
        Assert.Equal(404, foreign.Error!.Status);
        Assert.Null(allowed.Error);
        Assert.True(await app.IsMarkedAsync(account.Admin.Id));
        Assert.False(await app.IsMarkedAsync(person.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A45_Every_change_of_ones_factors_ends_the_other_sessions(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        using var here = new Visitor(app);
        await here.SignInAsync(account, email, Given.Password);
        Assert.True(await here.IsInAsync());
        var session = await app.QueryAsync(db => db.UserSessions.Where(s => s.IdentityId == person.Id).Select(s => s.Id).SingleAsync());
        var actor = person.As(account) with { Session = session };
        SoftPasskey? passkey = null;
        PhoneApp? phone = null;

        async Task<Visitor> ElsewhereAsync()
        {
            var visitor = new Visitor(app);
            await visitor.SignInAsync(account, email, Given.Password);
            if (phone is not null) await visitor.ShowCodeAsync(phone.Next());
            Assert.True(await visitor.IsInAsync());
            return visitor;
        }

        Func<Task>[] acts =
        [
            async () => (phone, _) = await app.EnrolAsync(actor),
            async () => passkey = await app.PasskeyAsync(actor),
            async () => Assert.True((await app.Service<AuthenticatorService>().RemoveAsync(actor, Ct)).Succeeded),
        ];
        foreach (var act in acts)
        {
            using var elsewhere = await ElsewhereAsync();
            await act();
            Assert.True(await here.IsInAsync());
            Assert.Equal("/sign-in?returnUrl=%2Faccount&ended=factors", (await elsewhere.OpenAsync("/account")).Location);
        }

        passkey!.Dispose();
    }
}
