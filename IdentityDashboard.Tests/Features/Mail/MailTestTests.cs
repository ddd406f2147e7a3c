using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Mail;

public sealed class MailTestTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_test_mail_goes_to_whoever_asks_for_it_and_stands_in_the_audit(Database database)
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        await using var app = await MailWorld.StartAsync(database, server);
        var account = await app.AccountAsync();

        var outcome = (await app.Service<MailTest>().SendAsync(account.Admin, Ct)).Value;
        var received = await server.WaitForMailAsync(account.AdminEmail, Ct);

        Assert.True(outcome.Succeeded);
        Assert.Equal(4, outcome.Steps.Count);
        Assert.All(outcome.Steps, s => Assert.Equal(MailStepState.Done, s.State));
        Assert.Equal("A test mail from Halden Group", received.Subject);
        var entry = await app.QueryAsync(db => db.AuditEntries.SingleAsync(e => e.AccountId == account.Id && e.Action == AuditActions.MailTested));
        Assert.Equal((account.AdminEmail, account.Admin.Id), (entry.TargetName, entry.ActorId));
    }

    [Fact]
    public async Task The_steps_say_how_far_a_wrong_password_gets()
    {
        await using var server = await SmtpServer.StartAsync(new SmtpServerOptions { RejectEveryPassword = true }, Ct);
        await using var app = await MailWorld.StartAsync(Database.Sqlite, server);
        var account = await app.AccountAsync();

        var outcome = (await app.Service<MailTest>().SendAsync(account.Admin, Ct)).Value;

        Assert.Contains("user name or password not accepted", outcome.Why, StringComparison.Ordinal);
        Assert.Equal([MailStepState.Done, MailStepState.Done, MailStepState.Failed, MailStepState.NotReached], outcome.Steps.Select(s => s.State));
        Assert.DoesNotContain(server.Options.Password, outcome.Why + string.Concat(outcome.Steps.Select(s => s.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_Owners_test_mail()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var admin = await app.ActorAsync(account, [.. Permissions.BuiltIn.Select(p => p.Key)]);

        Assert.Equal("forbidden", (await app.Service<MailTest>().SendAsync(admin, Ct)).Error?.Code);
    }

    [Fact]
    public async Task Without_a_way_out_mail_waits_untouched_and_the_test_says_what_to_set()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["Mail:Mode"] = "", ["environment"] = "Production" });
        var account = await app.AccountAsync();
        await app.EnqueueAsync(account, "pat@example.com");

        var test = await app.Service<MailTest>().SendAsync(account.Admin, Ct);
        await Task.Delay(TimeSpan.FromSeconds(3), Ct);
        var row = Assert.Single(await app.OutboxAsync(account));

        Assert.False(app.Service<MailStatus>().IsConfigured);
        Assert.Contains("Mail__Mode", test.Error?.Message, StringComparison.Ordinal);
        Assert.Equal((MailState.Queued, 0), (row.State, row.Attempts));
        Assert.Equal(1, await app.Service<MailStatus>().QueuedCountAsync(account.Id, Ct));
    }

    [Fact]
    public async Task A42_The_password_is_set_but_never_told()
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        await using var app = await MailWorld.StartAsync(Database.Sqlite, server, worker: false);

        var settings = app.Service<MailStatus>().Settings();

        Assert.Equal("Set, never shown", settings.Single(s => s.Key == "Mail__Password").Value);
        Assert.DoesNotContain(settings, s => s.Value.Contains(server.Options.Password, StringComparison.Ordinal));
        Assert.True(settings.Single(s => s.Key == "Mail__Host").IsSet);
        Assert.False(settings.Single(s => s.Key == "Mail__Security").IsSet);
    }
}
