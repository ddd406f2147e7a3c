using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Invitations;

public sealed class InvitationSettingsTests
{
    private const string Text = "Welcome to Halden.\nQuestions to <it@halden.example>.";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_door_takes_the_account_s_time_and_text(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (one, two) = (Given.Address(), Given.Address());
        var saved = await app.Service<InvitationSettingsService>().SaveAsync(account.Admin, 12, $" {Text} ", 0, Ct);

        var sent = (await app.Service<InvitationService>().InviteAsync(account.Admin, account.Production.EnvironmentId, new NewInvitation(one, Note: "See you."), Ct)).Value;
        using var api = await ApiClient.WithKeyAsync(app, account);
        var called = await api.PostAsync("identity-invites", new { email = two });
        var own = (await app.Service<InvitationService>().InviteAsync(account.Admin, account.Production.EnvironmentId, new NewInvitation(Given.Address(), ExpiresInDays: 3), Ct)).Value;
        await app.Service<InvitationLifecycle>().ResendAsync(account.Admin, own.Id, Ct);
        var mail = (await Visitor.MailAsync(app, one))!;

        Assert.Equal(new InvitationDefaults(12, Text, 1), saved.Value);
        Assert.Equal(12, DaysLeft(sent.ExpiresAt));
        Assert.Equal(12, DaysLeft(called.Json.GetProperty("expires_at").GetDateTimeOffset()));
        Assert.Equal(3, DaysLeft(own.ExpiresAt));
        Assert.Equal(12, DaysLeft(await app.QueryAsync(db => db.Invitations.Where(i => i.Id == own.Id).Select(i => i.ExpiresAt).SingleAsync())));
        Assert.True(mail.IndexOf("| Welcome to Halden.", StringComparison.Ordinal) < mail.IndexOf("> See you.", StringComparison.Ordinal));
        Assert.Contains("| Questions to <it@halden.example>.", mail, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Only_Owners_change_it_within_its_limits_and_the_audit_has_old_and_new(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var admin = await app.ActorAsync(account, [.. Permissions.BuiltIn.Select(p => p.Key)]);
        var settings = app.Service<InvitationSettingsService>();

        Assert.Equal("forbidden", (await settings.SaveAsync(admin, 3, null, 0, Ct)).Error?.Code);
        foreach (var days in new int?[] { null, 0, -1, 31 }) Assert.NotNull((await settings.SaveAsync(account.Admin, days, null, 0, Ct)).Error?.For(InvitationSettingsService.DaysField));
        Assert.NotNull((await settings.SaveAsync(account.Admin, 3, new string('a', 1001), 0, Ct)).Error?.For(InvitationSettingsService.TextField));
        Assert.NotNull((await settings.SaveAsync(account.Admin, 3, "a\0b", 0, Ct)).Error?.For(InvitationSettingsService.TextField));
        Assert.Equal(InvitationDefaults.Usual, await settings.ReadAsync(account.Admin, Ct));
        Assert.True((await settings.SaveAsync(account.Admin, 3, "Hello", 0, Ct)).Succeeded);
        Assert.True((await settings.SaveAsync(account.Admin, 3, "Hello", 1, Ct)).Succeeded);

        var entry = Assert.Single(await app.AuditAsync(account.Id), e => e.Action == AuditActions.InvitationSettingsChanged);
        Assert.Equal("""{"lifetime_days":["7","3"],"text":[null,"Hello"]}""", entry.Changes);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_who_change_it_at_once_the_second_is_told(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var settings = app.Service<InvitationSettingsService>();

        var both = await Task.WhenAll(settings.SaveAsync(account.Admin, 3, null, 0, Ct), settings.SaveAsync(account.Admin, 4, null, 0, Ct));

        Assert.Single(both, r => r.Succeeded);
        Assert.Single(both, r => r.Error == InvitationSettingsService.Changed);
    }

    [Fact]
    public async Task The_preview_is_the_mail_and_runs_nothing()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();

        var html = await app.Service<InvitationSettingsService>().PreviewAsync(account.Admin, 7, "</p><script>alert(1)</script>", Ct);

        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<style", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("Accept invitation", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dialogs_begin_with_the_account_s_time()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.Service<InvitationSettingsService>().SaveAsync(desk.Account.Admin, 10, null, 0, Ct);

        await desk.OpenAsync(DirectoryDialogNames.Invite);

        desk.WaitFor(() => Assert.Contains(desk.OptionsOf("Link works for"), o => o.StartsWith("10 days (until ", StringComparison.Ordinal)));
        await desk.AddAddressesAsync("pat.ten@halden.example");
        await desk.ClickAsync("Invite");
        var outcome = await desk.ClosedAsync();
        Assert.Equal(10, DaysLeft(await desk.ReadAsync(db => db.Invitations.Where(i => i.Id == outcome.Invitations.Single()).Select(i => i.ExpiresAt).SingleAsync())));
    }

    private static int DaysLeft(DateTimeOffset until) => (int)Math.Round((until - DateTimeOffset.UtcNow).TotalDays);
}
