using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Recovery;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Credentials;

/// <summary>The six digits an administrator reads out.</summary>
public sealed class CodeRecoveryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S63_S71_A_code_leads_to_a_password_and_a_session_and_ends_the_link_made_with_it(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var made = await HandOverAsync(app, account, person);
        using var visitor = new Visitor(app);
        var page = $"/a/{account.Slug}/recover";

        var typed = await visitor.FillAsync(page, "recover", ("email", $" {person.Email.ToUpperInvariant()}"), ("code", $"{made.Code[..3]} {made.Code[3..]}"));
        var again = await visitor.FillAsync(page, "recover", ("email", person.Email), ("code", made.Code));
        var set = await visitor.FillAsync(typed.Location!, "reset-password", ("password", "silver-bridge-8"), ("confirm", "silver-bridge-8"));

        Assert.StartsWith("/reset-password/", typed.Location, StringComparison.Ordinal);
        Assert.True(again.Says("don't go together"));
        Assert.Equal("/", set.Location);
        Assert.True(await visitor.IsInAsync());
        Assert.False((await app.Service<PasswordReset>().OpenAsync(made.Url.Split('/')[^1], Ct)).Succeeded);
        Assert.False((await app.FindAsync(person.Id))!.EmailConfirmed);
        Assert.Single(await app.AuditAsync(account, AuditActions.ResetCodeUsed));
        Assert.EndsWith($"/a/{account.Slug}/recover", made.CodePage, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_page_after_a_code_stays_open_for_15_minutes_and_the_code_is_nowhere_in_clear(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var made = await HandOverAsync(app, account, person);
        var stored = await app.QueryAsync(db => db.RecoveryLinks.SingleAsync(l => l.IdentityId == person.Id, Ct));

        await app.Service<CodeRecovery>().RedeemAsync(account.Id, person.Email, made.Code, null, Ct);

        var after = await app.QueryAsync(db => db.RecoveryLinks.SingleAsync(l => l.IdentityId == person.Id, Ct));
        Assert.Equal(TimeSpan.FromMinutes(15), after.ExpiresAt - after.CreatedAt);
        Assert.Null(after.CodeHash);
        Assert.DoesNotContain(made.Code, System.Text.Encoding.Latin1.GetString(stored.CodeHash!), StringComparison.Ordinal);
        foreach (var entry in await app.AuditAsync(person.Id)) Assert.DoesNotContain(made.Code, entry.Changes + entry.SearchText, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_40_parallel_wrong_codes_five_are_compared_with_it_and_then_it_is_dead(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var person = await app.MemberAsync(account, Given.Address());
        var made = await HandOverAsync(app, account, person);
        var codes = app.Service<CodeRecovery>();
        var wrong = Enumerable.Range(0, 1_000_000).Select(n => n.ToString("D6", System.Globalization.CultureInfo.InvariantCulture)).Where(c => c != made.Code).Take(40);

        var outcomes = await Task.WhenAll(wrong.Select((code, n) => codes.RedeemAsync(account.Id, person.Email, code, $"10.0.0.{n}", Ct)));
        await app.AgeCountersAsync(account, TimeSpan.FromMinutes(16));
        var right = await codes.RedeemAsync(account.Id, person.Email, made.Code, null, Ct);

        Assert.All(outcomes, o => Assert.False(o.Succeeded));
        Assert.Equal(10, outcomes.Count(o => o.Error == CredentialErrors.CodeInvalid));
        Assert.Equal(5, (await app.QueryAsync(db => db.RecoveryLinks.SingleAsync(l => l.IdentityId == person.Id, Ct))).CodeAttempts);
        Assert.Equal(5, (await app.AuditAsync(account, AuditActions.RecoveryCodeRefused)).Count);
        Assert.Equal(CredentialErrors.CodeInvalid, right.Error);
        Assert.True((await app.Service<PasswordReset>().OpenAsync(made.Url.Split('/')[^1], Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_20_who_type_the_right_code_at_once_one_goes_on(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var made = await HandOverAsync(app, account, person);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Service<CodeRecovery>().RedeemAsync(account.Id, person.Email, made.Code, null, Ct)));

        Assert.Single(outcomes, o => o.Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A16_A_code_dies_with_its_time_with_a_newer_one_with_a_mailed_link_with_a_password_change_and_with_a_suspension(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var (codes, recovery) = (app.Service<CodeRecovery>(), app.Service<RecoveryService>());
        async Task<bool> WorksAsync(string code)
        {
            await app.AgeCountersAsync(account, TimeSpan.FromMinutes(16));
            return (await codes.RedeemAsync(account.Id, person.Email, code, null, Ct)).Succeeded;
        }

        var late = (await HandOverAsync(app, account, person)).Code;
        var past = DateTimeOffset.UtcNow.AddSeconds(-1);
        await app.QueryAsync(db => db.RecoveryLinks.Where(l => l.IdentityId == person.Id).ExecuteUpdateAsync(s => s.SetProperty(l => l.ExpiresAt, past), Ct));
        Assert.False(await WorksAsync(late));

        var older = (await HandOverAsync(app, account, person)).Code;
        var newer = (await HandOverAsync(app, account, person)).Code;
        Assert.False(older != newer && await WorksAsync(older));

        await recovery.SendLinkAsync(account.Admin, person.Id, Ct);
        Assert.False(await WorksAsync(newer));

        var third = (await HandOverAsync(app, account, person)).Code;
        await app.Service<PasswordChange>().ChangeAsync(account.Id, person.Id, Given.Password, "changed-by-myself-1", null, Ct);
        Assert.False(await WorksAsync(third));

        var fourth = (await HandOverAsync(app, account, person)).Code;
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, person.Id, Ct);
        Assert.False(await WorksAsync(fourth));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A18_A_code_is_for_its_person_and_account_and_no_other_secret_passes_for_one(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var (other, foreign) = (await app.MemberAsync(account, Given.Address("other")), await app.AccountAsync());
        await app.MemberAsync(foreign, person.Email);
        var made = await HandOverAsync(app, account, person);
        using var visitor = new Visitor(app);
        var codes = app.Service<CodeRecovery>();

        var tries = new[]
        {
            await codes.RedeemAsync(account.Id, other.Email, made.Code, null, Ct), await codes.RedeemAsync(foreign.Id, person.Email, made.Code, null, Ct),
            await codes.RedeemAsync(account.Id, person.Email, made.Url.Split('/')[^1], null, Ct), await codes.RedeemAsync(account.Id, person.Email, made.Code[..5], null, Ct),
            await codes.RedeemAsync(account.Id, person.Email, $"{made.Code}0", null, Ct), await codes.RedeemAsync(account.Id, person.Email, "١٢٣٤٥٦", null, Ct),
        };
        var asLink = await visitor.OpenAsync($"/reset-password/{made.Code}");
        var more = await visitor.FillAsync($"/a/{account.Slug}/recover", "recover", ("email", person.Email), ("code", made.Code), ("identity_id", "1"));

        Assert.All(tries, t => Assert.False(t.Succeeded));
        Assert.True(asLink.Says("This link doesn’t work any more"));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, more.Status);
        Assert.True((await codes.RedeemAsync(account.Id, person.Email, made.Code, null, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A19_Known_and_unknown_addresses_get_the_same_bytes_for_one_check_each(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var (withCode, without, unknown) = ("pat.codes@example.com", "pat.nocod@example.com", "pat.nobod@example.com");
        var person = await app.MemberAsync(account, withCode);
        await app.MemberAsync(account, without);
        var made = await HandOverAsync(app, account, person);
        using var checks = new PasswordChecks(app);
        var (pages, work) = (new List<string>(), new List<long>());

        foreach (var email in new[] { withCode, without, unknown })
        {
            using var visitor = new Visitor(app);
            var before = checks.Count;
            var refused = await visitor.FillAsync("/recover", "recover", ("email", email), ("code", made.Code == "000000" ? "000001" : "000000"));
            work.Add(checks.Count - before);
            pages.Add(refused.Stable.Replace(email, "…", StringComparison.Ordinal));
        }

        Assert.Equal([1L, 1L, 1L], work);
        Assert.Single(pages.Distinct(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A31_A36_Link_and_code_are_shown_to_who_covers_the_person_in_a_fresh_session_for_one_of_four_lifetimes(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var helper = await app.ActorAsync(account, ["identity.read", "credential.manage"]);
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        var session = await app.QueryAsync(db => db.UserSessions.SingleAsync(s => s.IdentityId == account.Admin.Id, Ct));
        var admin = account.Admin with { Session = session.Id };
        var recovery = app.Service<RecoveryService>();

        var fresh = await recovery.HandOverAsync(admin, person.Id, TimeSpan.FromHours(1), Ct);
        var stale = DateTimeOffset.UtcNow.AddMinutes(-11);
        await app.QueryAsync(db => db.UserSessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.AuthenticatedAt, stale), Ct));
        var old = await recovery.HandOverAsync(admin, person.Id, TimeSpan.FromHours(1), Ct);

        Assert.True(fresh.Succeeded);
        Assert.Equal(("reauthentication_required", 403), (old.Error!.Code, old.Error.Status));
        Assert.Equal(CredentialErrors.NotCovered, (await recovery.HandOverAsync(helper, account.Admin.Id, TimeSpan.FromHours(1), Ct)).Error);
        Assert.Equal(CredentialErrors.NoSuchLifetime, (await recovery.HandOverAsync(account.Admin, person.Id, TimeSpan.FromDays(30), Ct)).Error);
        Assert.Equal(CredentialErrors.NoSuchLifetime, (await recovery.SendLinkAsync(account.Admin, person.Id, TimeSpan.FromDays(30), Ct)).Error);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A26_Neither_link_nor_code_nor_a_mailed_link_passes_for_the_second_factor(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        await app.QueryAsync(async db =>
        {
            db.Authenticators.Add(new Authenticator { IdentityId = person.Id, AccountId = account.Id, ProtectedSecret = "unused", CreatedAt = DateTimeOffset.UtcNow, ConfirmedAt = DateTimeOffset.UtcNow });
            await db.SaveChangesAsync(Ct);
            return await db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.TwoFactorEnabled, true), Ct);
        });
        var handed = await HandOverAsync(app, account, person);
        await AssertStoppedAsync(new Uri(handed.Url).AbsolutePath);

        handed = await HandOverAsync(app, account, person);
        await AssertStoppedAsync($"/reset-password/{(await app.Service<CodeRecovery>().RedeemAsync(account.Id, person.Email, handed.Code, null, Ct)).Value}");

        await app.Service<RecoveryService>().SendLinkAsync(account.Admin, person.Id, Ct);
        await AssertStoppedAsync(new Uri(Visitor.Link((await Visitor.MailAsync(app, person.Email))!)).AbsolutePath);

        async Task AssertStoppedAsync(string path)
        {
            using var visitor = new Visitor(app);
            var password = $"silver-bridge-{Guid.NewGuid():N}"[..30];
            await visitor.FillAsync(path, "reset-password", ("password", password), ("confirm", password));
            Assert.StartsWith("/sign-in/second-factor", (await visitor.OpenAsync("/account")).Location, StringComparison.Ordinal);
        }
    }

    private static async Task<(TestApp App, TestAccount Account, CreatedIdentity Person)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return (app, account, await app.MemberAsync(account, Given.Address()));
    }

    private static async Task<RecoveryHandover> HandOverAsync(TestApp app, TestAccount account, CreatedIdentity person) =>
        (await app.Service<RecoveryService>().HandOverAsync(account.Admin, person.Id, RecoveryLink.AdministratorLifetime, Ct)).Value;
}
