using System.Net;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Verification;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Credentials;

/// <summary>An address is proved by a mailed link, and where the policy demands it before anything opens.</summary>
public sealed class EmailVerificationTests
{
    private const string Dead = "This link doesn’t work any more";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A17_S75_S77_An_unverified_address_opens_nothing_until_the_mailed_button_was_pressed_in_any_browser(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.MemberAsync(account, Given.Address());
        Assert.True((await app.Service<EmailPolicyService>().SetAsync(account.Admin, required: true, Ct)).Succeeded);
        using var visitor = new Visitor(app);
        using var phone = new Visitor(app);

        await visitor.SignInAsync(account, person.Email, Given.Password, "?returnUrl=%2Faccount");
        var stopped = await visitor.OpenAsync("/account");
        var circuit = await visitor.Client.PostAsync("/_blazor/negotiate?negotiateVersion=1", content: null, Ct);
        var step = await visitor.OpenAsync(stopped.Location!);
        var path = new Uri(Visitor.Link((await Visitor.MailAsync(app, person.Email))!)).AbsolutePath;
        var waiting = await visitor.OpenAsync("/verify-email?waiting=true&returnUrl=%2Faccount");
        for (var n = 0; n < 20; n++) await phone.OpenAsync(path);
        Assert.False((await app.FindAsync(person.Id))!.EmailConfirmed);
        var confirmed = await phone.FillAsync(path, "confirm-email");
        var onward = await visitor.OpenAsync("/verify-email?waiting=true&returnUrl=%2Faccount");

        Assert.StartsWith("/verify-email", stopped.Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, circuit.StatusCode);
        Assert.True(step.Says($"We sent a link to {person.Email}") || step.Says(person.Email));
        Assert.True(waiting.Says("Not verified yet."));
        Assert.True(confirmed.Says("Your email is verified"));
        Assert.Equal("/account", onward.Location);
        Assert.True(await visitor.IsInAsync());
        Assert.True((await app.FindAsync(person.Id))!.EmailConfirmed);
        Assert.True((await phone.OpenAsync(path)).Says(Dead));
        Assert.Single(await app.AuditAsync(account, AuditActions.EmailVerified));
        Assert.Single(await app.AuditAsync(account, AuditActions.EmailVerificationSent));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Three_links_an_hour_are_mailed_and_only_the_newest_works_once(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var verifications = app.Service<EmailVerifications>();

        var sent = new List<Result>();
        var tokens = new List<string>();
        for (var n = 0; n < 4; n++)
        {
            sent.Add(await verifications.SendAgainAsync(account.Id, person.Id, null, Ct));
            tokens.Add((await TokenAsync(app, person.Email, n + 1))!);
        }

        Assert.Equal([true, true, true, false], sent.Select(s => s.Succeeded));
        Assert.Equal(EmailErrors.TooMany, sent[3].Error);
        Assert.False((await verifications.OpenAsync(tokens[0], Ct)).Succeeded);
        Assert.False((await verifications.OpenAsync(tokens[1], Ct)).Succeeded);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => verifications.ConfirmAsync(tokens[2], null, Ct)));
        Assert.Single(outcomes, o => o.Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A18_A_link_is_for_one_purpose_and_ends_with_its_day_its_stamp_and_its_address(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var verifications = app.Service<EmailVerifications>();
        var reset = (await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, Ct)).Value.Split('/')[^1];
        var (_, accept) = await app.InvitationAsync(account, new NewInvitation(Given.Address()));
        using var visitor = new Visitor(app);
        var count = 0;
        async Task<string> NewAsync()
        {
            await app.AgeCountersAsync(account, TimeSpan.FromHours(2));
            await verifications.SendAgainAsync(account.Id, person.Id, null, Ct);
            return (await TokenAsync(app, (await app.FindAsync(person.Id))!.Email!, ++count))!;
        }

        var token = await NewAsync();
        foreach (var wrong in new[] { $"/reset-password/{token}", $"/invitations/accept/{token}", $"/verify-email/{reset}", $"/verify-email/{accept.Split('/')[^1]}", $"/verify-email/{token[..^1]}", $"/verify-email/{token}A" })
        {
            Assert.True((await visitor.OpenAsync(wrong)).Says(Dead), wrong);
        }

        Assert.True((await verifications.OpenAsync(token, Ct)).Succeeded);
        var past = DateTimeOffset.UtcNow.AddSeconds(-1);
        await app.QueryAsync(db => db.EmailVerifications.Where(v => v.IdentityId == person.Id).ExecuteUpdateAsync(s => s.SetProperty(v => v.ExpiresAt, past), Ct));
        Assert.False((await verifications.ConfirmAsync(token, null, Ct)).Succeeded);

        token = await NewAsync();
        await app.Service<SessionEndings>().EndAllAsync(account.Admin, person.Id, Ct);
        Assert.False((await verifications.ConfirmAsync(token, null, Ct)).Succeeded);

        token = await NewAsync();
        await AmendAsync(app, account, person.Id, Given.Address("moved"));
        Assert.False((await verifications.ConfirmAsync(token, null, Ct)).Succeeded);

        count = 0;
        token = await NewAsync();
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, person.Id, Ct);
        Assert.False((await verifications.ConfirmAsync(token, null, Ct)).Succeeded);
        Assert.False((await app.FindAsync(person.Id))!.EmailConfirmed);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_policy_is_an_Owners_says_whom_it_stops_and_never_shuts_out_who_switches_it_on(Database database)
    {
        var (app, account, _) = await StartAsync(database);
        var policy = app.Service<EmailPolicyService>();
        var helper = await app.ActorAsync(account, ["identity.read", "identity.manage", "credential.manage"]);
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == account.Admin.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.EmailConfirmed, false), Ct));

        var unverified = await policy.SetAsync(account.Admin, required: true, Ct);
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == account.Admin.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.EmailConfirmed, true), Ct));
        var verified = await policy.SetAsync(account.Admin, required: true, Ct);

        Assert.Equal(EmailPolicyService.YourselfFirst, unverified.Error);
        Assert.True(verified.Succeeded);
        Assert.Equal(new EmailRule(true, new CappedCount(2, More: false)), (await policy.GetAsync(account.Admin, Ct)).Value);
        Assert.Equal(403, (await policy.SetAsync(helper, required: false, Ct)).Error!.Status);
        Assert.Equal(403, (await policy.GetAsync(helper, Ct)).Error!.Status);
        Assert.Contains("require_verified_email", Assert.Single(await app.AuditAsync(account, AuditActions.PolicyChanged)).Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A30_Nobody_verifies_their_own_address_by_editing_their_record(Database database)
    {
        var (app, account, _) = await StartAsync(database);
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == account.Admin.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.EmailConfirmed, false), Ct));
        var profile = app.Service<IdentityProfile>();
        var me = (await app.Service<IdentityDetails>().GetAsync(account.Admin, account.Admin.Id, Ct)).Value;

        var edited = await profile.UpdateAsync(account.Admin, me.Id, new IdentityEdit("Nora", "Lind", me.Email, null, EmailVerified: true, false, me.Version), Ct);
        var amended = await profile.AmendAsync(account.Admin, me.Id, new IdentityAmendment { EmailVerified = true }, Ct);
        var moved = await profile.AmendAsync(account.Admin, me.Id, new IdentityAmendment { Email = Given.Address("nora"), EmailVerified = true }, Ct);

        Assert.All([edited, amended, moved], r => Assert.True(r.Succeeded));
        var after = (await app.FindAsync(me.Id))!;
        Assert.Equal(("Lind", false), (after.LastName, after.EmailConfirmed));
    }

    private static async Task<(TestApp App, TestAccount Account, CreatedIdentity Person)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return (app, account, await app.MemberAsync(account, Given.Address()));
    }

    internal static async Task AmendAsync(TestApp app, TestAccount account, Guid id, string email) =>
        Assert.True((await app.Service<IdentityProfile>().AmendAsync(account.Admin, id, new IdentityAmendment { Email = email }, Ct)).Succeeded);

    /// <summary>The token of the newest link mailed to an address, once so many were; the newest there is when no more come.</summary>
    internal static async Task<string?> TokenAsync(TestApp app, string email, int atLeast)
    {
        for (var tries = 0; ; tries++)
        {
            var mails = await app.QueryAsync(db => db.DevboxMail.Where(m => m.Recipient == email).OrderByDescending(m => m.At).ToListAsync(Ct));
            var links = mails.Select(m => app.Service<IdentityDashboard.Features.Mail.MailBodies>().Unprotect(m.ProtectedBody).Text).Select(Visitor.Link).Where(l => l.Contains("/verify-email/", StringComparison.Ordinal)).ToList();
            if (links.Count >= atLeast || (links.Count > 0 && tries > 40)) return links[0].Split('/')[^1];
            if (tries > 400) return null;
            await Task.Delay(50, Ct);
        }
    }
}
