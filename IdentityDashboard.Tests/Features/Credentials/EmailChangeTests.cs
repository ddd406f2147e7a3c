using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Credentials.Verification;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Credentials;

/// <summary>One's own address and details, and what the old address is told.</summary>
public sealed class EmailChangeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A31_An_address_changes_in_a_fresh_session_once_the_new_one_is_proved_and_the_old_one_is_told_twice(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        using var visitor = new Visitor(app);
        using var elsewhere = new Visitor(app);
        await visitor.SignInAsync(account, person.Email, Given.Password);
        await elsewhere.SignInAsync(account, person.Email, Given.Password);
        var sessions = await app.QueryAsync(db => db.UserSessions.Where(s => s.IdentityId == person.Id).OrderBy(s => s.CreatedAt).ToListAsync(Ct));
        var me = person.As(account) with { Session = sessions[0].Id };
        var (changes, wanted) = (app.Service<EmailChange>(), Given.Address("new"));
        var reset = (await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, Ct)).Value.Split('/')[^1];
        await StaleAsync(app, sessions[0].Id);
        var stale = await changes.RequestAsync(me, wanted, Ct);
        await app.Service<SessionEntry>().AuthenticateAgainAsync(sessions[0].Id, Ct);

        var asked = await changes.RequestAsync(me, wanted, Ct);
        var token = (await EmailVerificationTests.TokenAsync(app, wanted, 1))!;
        var before = (await app.FindAsync(person.Id))!;
        var pending = await changes.PendingAsync(me, Ct);
        var confirmed = await visitor.FillAsync($"/verify-email/{token}", "confirm-email");

        Assert.Equal(("reauthentication_required", 403), (stale.Error!.Code, stale.Error.Status));
        Assert.True(asked.Succeeded);
        Assert.Equal((person.Email, wanted), (before.Email, pending));
        Assert.True(confirmed.Says("Your email is changed"));
        var after = (await app.FindAsync(person.Id))!;
        Assert.Equal((wanted, wanted, true), (after.Email, after.NormalizedEmail, after.EmailConfirmed));
        Assert.NotEqual(before.SecurityStamp, after.SecurityStamp);
        Assert.True(await visitor.IsInAsync());
        Assert.False(await elsewhere.IsInAsync());
        Assert.False((await app.Service<PasswordReset>().OpenAsync(reset, Ct)).Succeeded);
        Assert.Equal(2, await app.QueryAsync(db => db.MailOutbox.CountAsync(m => m.Recipient == person.Email && m.Purpose == FormerAddress.Purpose, Ct)));
        Assert.Equal("/", (await elsewhere.SignInAsync(account, wanted, Given.Password)).Location);
        Assert.Contains(await app.AuditAsync(person.Id), e => e.Action == AuditActions.UserUpdated && e.ActorId == person.Id && e.Changes.Contains(wanted, StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A19_An_address_somebody_has_gets_the_same_answer_and_no_mail_and_one_taken_meanwhile_is_not_moved_to(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var (changes, me) = (app.Service<EmailChange>(), person.As(account));
        var (taken, free) = (Given.Address("taken"), Given.Address("free"));
        await app.MemberAsync(account, taken);

        var toTaken = await changes.RequestAsync(me, taken.ToUpperInvariant(), Ct);
        var shown = await changes.PendingAsync(me, Ct);
        var toFree = await changes.RequestAsync(me, free, Ct);
        var token = (await EmailVerificationTests.TokenAsync(app, free, 1))!;
        await app.MemberAsync(account, free);
        var late = await app.Service<EmailVerifications>().ConfirmAsync(token, null, Ct);

        Assert.Equal(toFree, toTaken);
        Assert.Equal(taken, shown, ignoreCase: true);
        Assert.False(await app.QueryAsync(db => db.MailOutbox.AnyAsync(m => m.Recipient == taken, Ct)));
        Assert.Equal(EmailErrors.Unusable, late.Error);
        Assert.Equal(person.Email, (await app.FindAsync(person.Id))!.Email);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_change_that_waits_ends_when_it_is_taken_back_when_the_password_changes_and_after_three_in_an_hour(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var (changes, me) = (app.Service<EmailChange>(), person.As(account));
        var (first, second) = (Given.Address("first"), Given.Address("second"));

        await changes.RequestAsync(me, first, Ct);
        var firstToken = (await EmailVerificationTests.TokenAsync(app, first, 1))!;
        await changes.CancelAsync(me, Ct);
        await changes.RequestAsync(me, second, Ct);
        var secondToken = (await EmailVerificationTests.TokenAsync(app, second, 1))!;
        await app.Service<PasswordChange>().ChangeAsync(account.Id, person.Id, Given.Password, "silver-bridge-8", null, Ct);
        await changes.RequestAsync(me, Given.Address("third"), Ct);
        var fourth = await changes.RequestAsync(me, Given.Address("fourth"), Ct);

        Assert.False((await app.Service<EmailVerifications>().ConfirmAsync(firstToken, null, Ct)).Succeeded);
        Assert.False((await app.Service<EmailVerifications>().ConfirmAsync(secondToken, null, Ct)).Succeeded);
        Assert.Equal(EmailErrors.TooMany, fourth.Error);
        Assert.Equal(person.Email, (await app.FindAsync(person.Id))!.Email);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A31_An_administrator_changes_their_own_address_in_a_fresh_session_only_and_whoever_is_moved_by_another_is_told(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        await visitor.SignInAsync(account, person.Email, Given.Password);
        var session = await app.QueryAsync(db => db.UserSessions.FirstAsync(s => s.IdentityId == account.Admin.Id, Ct));
        var later = DateTimeOffset.UtcNow.AddMinutes(-11);
        await app.QueryAsync(db => db.UserSessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.AuthenticatedAt, later).SetProperty(x => x.EndedAt, (DateTimeOffset?)null), Ct));
        var (admin, profile) = (account.Admin with { Session = session.Id }, app.Service<IdentityProfile>());

        var own = await profile.AmendAsync(admin, admin.Id, new IdentityAmendment { Email = Given.Address("nora") }, Ct);
        var names = await profile.AmendAsync(admin, admin.Id, new IdentityAmendment { LastName = "Lind" }, Ct);
        var others = await profile.AmendAsync(admin, person.Id, new IdentityAmendment { Email = Given.Address("moved") }, Ct);
        await app.Service<SessionEntry>().AuthenticateAgainAsync(session.Id, Ct);
        var fresh = await profile.AmendAsync(admin, admin.Id, new IdentityAmendment { Email = Given.Address("nora") }, Ct);

        Assert.Equal(SessionGuard.Stale, own.Error);
        Assert.All([names, others, fresh], r => Assert.True(r.Succeeded));
        Assert.Contains("Nora Lindqvist replaced", (await Visitor.MailAsync(app, person.Email))!, StringComparison.Ordinal);
        Assert.DoesNotContain("moved.", (await Visitor.MailAsync(app, person.Email))!, StringComparison.Ordinal);
        Assert.Contains("was replaced by another address", (await Visitor.MailAsync(app, account.AdminEmail))!, StringComparison.Ordinal);
        Assert.False((await app.FindAsync(admin.Id))!.EmailConfirmed);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A32_A_mistyped_address_nobody_ever_used_is_not_told(Database database)
    {
        var (app, account, person) = await StartAsync(database);

        await EmailVerificationTests.AmendAsync(app, account, person.Id, Given.Address("right"));

        Assert.False(await app.QueryAsync(db => db.MailOutbox.AnyAsync(m => m.Recipient == person.Email, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A32_Look_alikes_of_an_address_are_the_same_or_refused_at_every_door_and_no_mail_goes_astray(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var (local, domain) = ($"pia.{Guid.NewGuid():N}", "bücher.example");
        var email = $"{local}@{domain}";
        await app.MemberAsync(account, email);
        using var client = await ApiClient.WithKeyAsync(app, account);
        string[] alike =
        [
            email.ToUpperInvariant(), $" {email} ", $"{local}\uFF20{domain}", $"{local}@bu\u0308cher.example", $"{local}@xn--bcher-kva.example",
            $"{local.Replace("pia", "p\u0131a", StringComparison.Ordinal)}@{domain}", $"{local}\u200B@{domain}", $"{local.Replace("pia", "pi\u200Da", StringComparison.Ordinal)}@{domain}", $"{local}@b\u00ADücher.example",
        ];
        var before = await app.QueryAsync(db => db.MailOutbox.CountAsync(m => m.AccountId == account.Id, Ct));
        var changes = app.Service<EmailChange>();

        foreach (var typed in alike)
        {
            var created = await client.PostAsync("identities", new { email = typed, first_name = "Pia", last_name = "Berg" });
            var invited = await client.PostAsync("identity-invites", new { email = typed });
            var patched = await client.PatchAsync($"identities/{person.Id}", System.Text.Json.JsonSerializer.Serialize(new { email = typed }));
            Assert.All([created.Status, invited.Status, patched.Status], status => Assert.Contains(status, new[] { 409, 422 }));
            await app.AgeCountersAsync(account, TimeSpan.FromHours(2));
            await changes.RequestAsync(person.As(account), typed, Ct);
        }

        var mails = await app.QueryAsync(db => db.MailOutbox.Where(m => m.AccountId == account.Id).Select(m => m.Recipient).ToListAsync(Ct));
        Assert.All(mails, recipient => Assert.Equal(person.Email, recipient));
        Assert.True(mails.Count >= before);
        Assert.Equal(1, await app.QueryAsync(db => db.Identities.CountAsync(i => i.AccountId == account.Id && i.FirstName == "Pat" && i.Email!.StartsWith("pia"), Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task People_change_their_own_names_and_telephone_number_and_nobody_elses(Database database)
    {
        var (app, account, person) = await StartAsync(database);
        var (profile, me) = (app.Service<OwnProfile>(), person.As(account));

        var refused = await profile.SaveAsync(me, " ", "", "12", Ct);
        var saved = await profile.SaveAsync(me, " Patricia ", "Lee", "+44 20 7946 0018", Ct);
        var key = await profile.SaveAsync(new Actor(ActorKind.ApiKey, person.Id, "Key", account.Id), "Eve", "Hart", null, Ct);

        Assert.Equal([OwnProfile.FirstField, OwnProfile.LastField, OwnProfile.PhoneField], refused.Error!.Fields!.Keys);
        Assert.True(saved.Succeeded);
        Assert.False(key.Succeeded);
        var after = (await app.FindAsync(person.Id))!;
        Assert.Equal(("Patricia", "Lee", "+442079460018", "patricia lee"), (after.FirstName, after.LastName, after.PhoneNumber, after.SortName));
        Assert.Equal(person.Id, (await app.AuditAsync(person.Id))[^1].ActorId);
    }

    private static async Task<(TestApp App, TestAccount Account, CreatedIdentity Person)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return (app, account, await app.MemberAsync(account, Given.Address()));
    }

    private static async Task StaleAsync(TestApp app, Guid session)
    {
        var earlier = DateTimeOffset.UtcNow.AddMinutes(-11);
        await app.QueryAsync(db => db.UserSessions.Where(s => s.Id == session).ExecuteUpdateAsync(s => s.SetProperty(x => x.AuthenticatedAt, earlier), Ct));
    }
}
