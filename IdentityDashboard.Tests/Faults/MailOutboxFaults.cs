using System.Diagnostics;
using System.Text;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Tests.Features.Mail;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Faults;

/// <summary>Mail survives what happens to servers, workers and clocks: never lost, never doubled without need.</summary>
public sealed class MailOutboxFaults
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R4_Killed_between_accepted_and_marked_sent_the_copy_has_the_same_Message_ID(Database database)
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        var clock = new FakeClock();
        await using var app = await MailWorld.StartAsync(database, server, clock, worker: false);
        var account = await app.AccountAsync();
        await app.EnqueueAsync(account, "pat@example.com");
        var leases = app.Service<OutboxLeases>();

        var killed = await leases.ClaimAsync(Ct);
        await app.Service<IMailTransport>().SendAsync(killed!.Mail!, Ct);
        Assert.Null(await leases.ClaimAsync(Ct));
        clock.Advance(OutboxLeases.Length + TimeSpan.FromSeconds(1));
        using var worker = MailWorld.Worker(app);
        await worker.StartAsync(Ct);
        var row = Assert.Single(await app.OutboxAsync(account, rows => rows[0].State == MailState.Sent));
        await worker.StopAsync(Ct);

        Assert.Equal(2, row.Attempts);
        Assert.Equal([row.MessageId, row.MessageId], server.Received.Select(m => m.MessageId));
        Assert.Equal(server.Received[0].Text, server.Received[1].Text);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R5_A_server_away_for_hours_delays_mail_and_loses_none(Database database)
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        var clock = new FakeClock();
        await using var app = await MailWorld.StartAsync(database, server, clock);
        var options = app.LiveOptions();
        var port = options.Port;
        options.Port = "9";
        var account = await app.AccountAsync();
        string[] people = [.. Enumerable.Range(0, 20).Select(i => $"person{i}@example.com")];
        await app.EnqueueAsync(account, people);

        for (var attempt = 1; attempt <= 7; attempt++)
        {
            var rows = await app.OutboxAsync(account, all => all.TrueForAll(r => r.Attempts == attempt && r.LeaseOwner is null));
            Assert.All(rows, r => Assert.Equal(MailState.Queued, r.State));
            Assert.All(rows, r => Assert.Contains("refuses the connection", r.LastError, StringComparison.Ordinal));
            if (attempt == 7) options.Port = port;
            clock.Advance(RetrySchedule.After(attempt)!.Value + TimeSpan.FromSeconds(1));
            app.Service<MailOutbox>().Wake();
        }

        await app.OutboxAsync(account, all => all.TrueForAll(r => r.State == MailState.Sent));
        Assert.Equal(people.Order(StringComparer.Ordinal), server.Received.SelectMany(m => m.Recipients).Order(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R6_Mail_that_hangs_drops_or_is_refused_blocks_no_other(Database database)
    {
        await using var server = await SmtpServer.StartAsync(new SmtpServerOptions { HangFor = TimeSpan.FromSeconds(20) }, Ct);
        await using var app = await MailWorld.StartAsync(database, server);
        var account = await app.AccountAsync();
        var since = Stopwatch.StartNew();
        await app.EnqueueAsync(account, "hang@example.com", "hang+2@example.com", "drop@example.com", "busy451@example.com", "unknown550@example.com");
        string[] good = [.. Enumerable.Range(0, 8).Select(i => $"good{i}@example.com")];
        await app.EnqueueAsync(account, good);

        var rows = await app.OutboxAsync(account, all => all.Count(r => r.State == MailState.Sent) == good.Length && all.Exists(r => r.State == MailState.Failed));

        Assert.True(since.Elapsed < TimeSpan.FromSeconds(20), $"Others waited {since.Elapsed} for the server to stop hanging.");
        Assert.Equal("unknown550@example.com", Assert.Single(rows, r => r.State == MailState.Failed).Recipient);
        Assert.All(rows.Where(r => r.Recipient.StartsWith("drop", StringComparison.Ordinal) || r.Recipient.StartsWith("busy", StringComparison.Ordinal)), r => Assert.Equal((MailState.Queued, 1), (r.State, r.Attempts)));
        Assert.All(rows, r => Assert.Equal(r.State == MailState.Queued, r.ProtectedBody is not null));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R7_Two_workers_deliver_each_mail_once(Database database)
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        await using var app = await MailWorld.StartAsync(database, server, worker: false);
        var account = await app.AccountAsync();
        string[] people = [.. Enumerable.Range(0, 200).Select(i => $"person{i}@example.com")];
        await app.EnqueueAsync(account, people);

        using var one = MailWorld.Worker(app);
        using var two = MailWorld.Worker(app);
        await Task.WhenAll(one.StartAsync(Ct), two.StartAsync(Ct));
        var rows = await app.OutboxAsync(account, all => all.TrueForAll(r => r.State == MailState.Sent));
        await Task.WhenAll(one.StopAsync(Ct), two.StopAsync(Ct));

        Assert.All(rows, r => Assert.Equal(1, r.Attempts));
        Assert.Equal(people.Order(StringComparer.Ordinal), server.Received.SelectMany(m => m.Recipients).Order(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R8_A_worker_that_stood_still_past_its_lease_may_not_write(Database database)
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        var clock = new FakeClock();
        await using var app = await MailWorld.StartAsync(database, server, clock, worker: false);
        var account = await app.AccountAsync();
        await app.EnqueueAsync(account, "pat@example.com");
        var leases = app.Service<OutboxLeases>();

        var stopped = await leases.ClaimAsync(Ct);
        clock.Advance(OutboxLeases.Length + TimeSpan.FromSeconds(1));
        var next = await leases.ClaimAsync(Ct);
        var late = await leases.FinishAsync(stopped!, DeliveryResult.Failed(DeliveryStage.Accept, "Too late"), Ct);
        var held = Assert.Single(await app.OutboxAsync(account));
        var inTime = await leases.FinishAsync(next!, DeliveryResult.Sent, Ct);
        var again = await leases.FinishAsync(stopped!, DeliveryResult.Retry(DeliveryStage.Accept, "Too late"), Ct);

        Assert.False(late);
        Assert.Equal((MailState.Queued, next!.Lease, (string?)null), (held.State, held.LeaseOwner, held.LastError));
        Assert.True(inTime);
        Assert.False(again);
        Assert.Equal(MailState.Sent, Assert.Single(await app.OutboxAsync(account)).State);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A11_No_link_stands_in_the_outbox_and_a_delivered_body_is_gone(Database database)
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        await using var app = await MailWorld.StartAsync(database, server, worker: false);
        var account = await app.AccountAsync();
        await app.EnqueueAsync(account, "pat@example.com");
        var token = MailWorld.Letter().Url.Split('/')[^1];

        var waiting = Assert.Single(await app.OutboxAsync(account));
        var text = string.Join(' ', waiting.Subject, waiting.LastError, waiting.MessageId, waiting.Purpose, Encoding.UTF8.GetString(waiting.ProtectedBody!), Encoding.Unicode.GetString(waiting.ProtectedBody!));
        using var worker = MailWorld.Worker(app);
        await worker.StartAsync(Ct);
        var sent = Assert.Single(await app.OutboxAsync(account, rows => rows[0].State == MailState.Sent));
        await worker.StopAsync(Ct);

        Assert.DoesNotContain(token, text, StringComparison.Ordinal);
        Assert.Null(sent.ProtectedBody);
        Assert.NotNull(sent.SentAt);
        Assert.Contains(token, (await server.WaitForMailAsync("pat@example.com", Ct)).Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_mail_called_off_while_it_is_sent_stays_called_off(Database database)
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        await using var app = await MailWorld.StartAsync(database, server, worker: false);
        var account = await app.AccountAsync();
        var about = await app.EnqueueAsync(account, "pat@example.com");
        var claimed = await app.Service<OutboxLeases>().ClaimAsync(Ct);

        await using (var db = await app.Dbs.CreateDbContextAsync(Ct)) await app.Service<MailOutbox>().CancelAsync(db, about, Ct);
        var written = await app.Service<OutboxLeases>().FinishAsync(claimed!, DeliveryResult.Retry(DeliveryStage.Accept, "Busy"), Ct);

        Assert.False(written);
        Assert.Equal(MailState.Cancelled, Assert.Single(await app.OutboxAsync(account)).State);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task After_a_day_of_trying_a_mail_is_given_up_with_the_last_reason(Database database)
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        await using var app = await MailWorld.StartAsync(database, server, worker: false);
        var account = await app.AccountAsync();
        await app.EnqueueAsync(account, "pat@example.com");
        await using (var db = await app.Dbs.CreateDbContextAsync(Ct)) await db.MailOutbox.Where(m => m.AccountId == account.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.Attempts, RetrySchedule.MaxAttempts - 1), Ct);
        var claimed = await app.Service<OutboxLeases>().ClaimAsync(Ct);

        await app.Service<OutboxLeases>().FinishAsync(claimed!, DeliveryResult.Retry(DeliveryStage.Accept, "The server is busy."), Ct);

        var row = Assert.Single(await app.OutboxAsync(account));
        Assert.Equal((MailState.Failed, "The server is busy."), (row.State, row.LastError));
        Assert.Null(row.ProtectedBody);
    }

    [Fact]
    public async Task R24_A_stop_gives_back_what_hangs_within_ten_seconds()
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        await using var app = await MailWorld.StartAsync(Database.Sqlite, server, worker: false);
        var account = await app.AccountAsync();
        await app.EnqueueAsync(account, "hang@example.com");
        using var worker = MailWorld.Worker(app);
        await worker.StartAsync(Ct);
        await app.OutboxAsync(account, rows => rows[0].LeaseOwner is not null);

        var since = Stopwatch.StartNew();
        await worker.StopAsync(Ct);

        Assert.True(since.Elapsed < TimeSpan.FromSeconds(10), $"It took {since.Elapsed}.");
        var row = Assert.Single(await app.OutboxAsync(account));
        Assert.Equal((MailState.Queued, 0, (Guid?)null), (row.State, row.Attempts, row.LeaseOwner));
    }
}
