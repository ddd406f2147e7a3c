using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Mail;

public sealed class MailQueueTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_failed_stands_first_then_the_newest_fifty_to_a_page(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var rows = Enumerable.Range(0, 120).Select(i => Row(account, $"p{i}@example.com", i % 40 == 7 ? MailState.Failed : MailState.Sent, at: i)).ToList();
        await AddAsync(app, rows);
        var queue = app.Service<MailQueue>();

        var seen = new List<MailQueueRow>();
        var sizes = new List<int>();
        for (string? cursor = null; ;)
        {
            var page = (await queue.PageAsync(account.Admin, cursor, Ct)).Value;
            seen.AddRange(page.Items);
            sizes.Add(page.Items.Count);
            if (page.Next is null) break;
            cursor = page.Next;
        }

        var expected = rows.OrderBy(r => r.State == MailState.Failed ? 0 : 1).ThenByDescending(r => r.Id).Select(r => r.Id);
        Assert.Equal([50, 50, 20], sizes);
        Assert.Equal(expected, seen.Select(r => r.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task More_failures_than_a_page_continue_on_the_next(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await AddAsync(app, [.. Enumerable.Range(0, 60).Select(i => Row(account, $"p{i}@example.com", i < 55 ? MailState.Failed : MailState.Sent, at: i))]);

        var first = (await app.Service<MailQueue>().PageAsync(account.Admin, null, Ct)).Value;
        var second = (await app.Service<MailQueue>().PageAsync(account.Admin, first.Next, Ct)).Value;

        Assert.All(first.Items, r => Assert.Equal(MailState.Failed, r.State));
        Assert.Equal([.. Enumerable.Repeat(MailState.Failed, 5), .. Enumerable.Repeat(MailState.Sent, 5)], second.Items.Select(r => r.State));
        Assert.Null(second.Next);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Retry_now_makes_a_waiting_mail_leave_at_once(Database database)
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        await using var app = await MailWorld.StartAsync(database, server);
        var (port, options) = (app.LiveOptions().Port, app.LiveOptions());
        options.Port = "9";
        var account = await app.AccountAsync();
        await app.EnqueueAsync(account, "pat@example.com");
        var waiting = Assert.Single(await app.OutboxAsync(account, rows => rows[0] is { Attempts: 1, LeaseOwner: null }));
        options.Port = port;

        var shown = Assert.Single((await app.Service<MailQueue>().PageAsync(account.Admin, null, Ct)).Value.Items);
        var result = await app.Service<MailQueue>().RetryAsync(account.Admin, waiting.Id, Ct);

        Assert.True(shown is { CanRetry: true, Attempts: 1 });
        Assert.Contains("refuses the connection", shown.Error, StringComparison.Ordinal);
        Assert.True(result.Succeeded);
        Assert.Equal("pat@example.com", Assert.Single((await server.WaitForMailAsync("pat@example.com", Ct)).Recipients));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_mail_whose_body_is_gone_is_not_retried(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var failed = Row(account, "pat@example.com", MailState.Failed, at: 0);
        await AddAsync(app, [failed]);

        var shown = Assert.Single((await app.Service<MailQueue>().PageAsync(account.Admin, null, Ct)).Value.Items);
        var result = await app.Service<MailQueue>().RetryAsync(account.Admin, failed.Id, Ct);

        Assert.False(shown.CanRetry);
        Assert.Equal("mail_not_retryable", result.Error?.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Only_Owners_see_the_queue_and_only_their_own(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var stranger = await app.AccountAsync("Other");
        var admin = await app.ActorAsync(account, [.. Permissions.BuiltIn.Select(p => p.Key)]);
        var row = Row(account, "pat@example.com", MailState.Sent, at: 0);
        await AddAsync(app, [row]);

        Assert.Equal("forbidden", (await app.Service<MailQueue>().PageAsync(admin, null, Ct)).Error?.Code);
        Assert.Equal("forbidden", (await app.Service<MailQueue>().RetryAsync(admin, row.Id, Ct)).Error?.Code);
        Assert.Empty((await app.Service<MailQueue>().PageAsync(stranger.Admin, null, Ct)).Value.Items);
        Assert.Equal("mail_not_retryable", (await app.Service<MailQueue>().RetryAsync(stranger.Admin, row.Id, Ct)).Error?.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Overview_counts_failures_that_nothing_newer_has_mended(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (mended, open) = (Guid.NewGuid(), Guid.NewGuid());
        await AddAsync(app,
        [
            Row(account, "mended@example.com", MailState.Failed, at: 0, mended), Row(account, "mended@example.com", MailState.Sent, at: 1, mended),
            Row(account, "open@example.com", MailState.Failed, at: 2, open), Row(account, "old@example.com", MailState.Failed, at: -8 * 24 * 3600),
        ]);

        Assert.Equal(1, await app.Service<MailStatus>().FailedCountAsync(account.Id, Ct));
        Assert.Equal(0, await app.Service<MailStatus>().QueuedCountAsync(account.Id, Ct));
    }

    private static MailMessageRow Row(TestAccount account, string recipient, MailState state, int at, Guid? about = null)
    {
        var created = DateTimeOffset.UtcNow.AddSeconds(at - 500);
        return new MailMessageRow
        {
            Id = Guid.CreateVersion7(created), AccountId = account.Id, Recipient = recipient, Subject = "Hello", Purpose = "invitation", RelatedId = about,
            MessageId = $"<{Guid.NewGuid():N}@test>", State = state, Attempts = 1, CreatedAt = created, NextAttemptAt = created,
            LastError = state == MailState.Failed ? "The server refused this mail." : null,
        };
    }

    private static async Task AddAsync(TestApp app, IReadOnlyList<MailMessageRow> rows)
    {
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        db.MailOutbox.AddRange(rows);
        await db.SaveChangesAsync(Ct);
    }
}
