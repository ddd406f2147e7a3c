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
        Assert.Collection(outcome.Steps,
            s => Assert.StartsWith($"Connected to localhost:{server.Port}; the server said “220 ", s.Text, StringComparison.Ordinal),
            s => Assert.StartsWith("Encrypted with TLS 1.", s.Text, StringComparison.Ordinal),
            s => Assert.StartsWith($"Signed in as {server.Options.User}; the server said “235 ", s.Text, StringComparison.Ordinal),
            s => Assert.StartsWith($"Sender {MailWorld.From} accepted", s.Text, StringComparison.Ordinal),
            s => Assert.StartsWith($"Recipient {account.AdminEmail} accepted", s.Text, StringComparison.Ordinal),
            s => Assert.Equal("The mail was handed over and taken", s.Text));
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
        Assert.Equal([MailStepState.Done, MailStepState.Done, MailStepState.Failed, MailStepState.NotReached, MailStepState.NotReached, MailStepState.NotReached], outcome.Steps.Select(s => s.State));
        Assert.DoesNotContain(server.Options.Password, outcome.Why + string.Concat(outcome.Steps.Select(s => s.Text)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("220 hi", "250-hi|250 HELP", "doesn't offer STARTTLS", 1)]
    [InlineData("SSH-2.0-OpenSSH", "", "answers, but not as a mail server: nothing", 0)]
    [InlineData("554 no service for you", "", "not as a mail server: “554 no service for you”", 0)]
    [InlineData("220 hi", "250-hi|250 STARTTLS|454 TLS not available", "doesn't begin it: “454 TLS not available”", 1)]
    public async Task What_stops_it_is_told_with_the_server_s_own_words(string greeting, string answers, string why, int step)
    {
        await using var server = SaidServer.Start(greeting, answers);

        var outcome = await Probe(server.Port, MailOptions.StartTls).WalkAsync("pat@example.com", Ct);

        Assert.Contains(why, outcome.Why, StringComparison.Ordinal);
        Assert.Equal(step, outcome.Steps.Index().Single(s => s.Item.State == MailStepState.Failed).Index);
        Assert.All(outcome.Steps.Take(step), s => Assert.Equal(MailStepState.Done, s.State));
        Assert.All(outcome.Steps.Skip(step + 1), s => Assert.Equal(MailStepState.NotReached, s.State));
    }

    [Theory, InlineData("LOGIN", "334 x|334 x|535 you said Y29ycmVjdCBob3JzZQ== correct horse"), InlineData("PLAIN", "535 you said AG1haWxlcgBjb3JyZWN0IGhvcnNl and CORRECT HORSE")]
    public async Task A42_A_server_that_repeats_the_password_does_not_give_it_away(string way, string answers)
    {
        await using var server = SaidServer.Start("220 hi", $"250-hi|250 AUTH {way}|{answers}");

        var outcome = await Probe(server.Port, MailOptions.None).WalkAsync("pat@example.com", Ct);

        Assert.Contains("user name or password not accepted", outcome.Why, StringComparison.Ordinal);
        Assert.Contains("“535 you said …", outcome.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", outcome.Why, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_sign_in_that_is_not_offered_and_a_refused_sender_are_told()
    {
        await using var server = SaidServer.Start("220 hi", "250 hi|550 5.7.1 not yours");

        var outcome = await Probe(server.Port, MailOptions.None).WalkAsync("pat@example.com", Ct);

        Assert.Contains("the server offers no way this test knows, so it was left out", outcome.Steps[1].Text, StringComparison.Ordinal);
        Assert.Contains("Check that Mail__From is an address this server sends for. The server said: “550 5.7.1 not yours”.", outcome.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_or_never_answers_is_told()
    {
        await using var silent = SaidServer.Start(null, "");

        var gone = await Probe(1, MailOptions.None).WalkAsync("pat@example.com", Ct);
        var waiting = await Probe(silent.Port, MailOptions.None, TimeSpan.FromSeconds(1)).WalkAsync("pat@example.com", Ct);

        Assert.Contains("refuses the connection. Check Mail__Host and Mail__Port", gone.Why, StringComparison.Ordinal);
        Assert.Contains("didn't answer within 1 s", waiting.Why, StringComparison.Ordinal);
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

    private static SmtpProbe Probe(int port, string security, TimeSpan? timeout = null)
    {
        var options = new MailOptions
        {
            Mode = MailOptions.Smtp, Host = "127.0.0.1", Port = port.ToString(System.Globalization.CultureInfo.InvariantCulture), Security = security, Username = "mailer", Password = "correct horse", From = MailWorld.From,
        };
        options.Complete(isDevelopment: false);
        return new SmtpProbe(Microsoft.Extensions.Options.Options.Create(options)) { Timeout = timeout ?? TimeSpan.FromSeconds(15) };
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
