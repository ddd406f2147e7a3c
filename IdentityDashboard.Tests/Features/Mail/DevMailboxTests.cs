using System.Net;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Mail;

public sealed class DevMailboxTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Mail_is_kept_encrypted_and_read_with_its_link(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        await app.EnqueueAsync(account, "pat@example.com");
        await app.OutboxAsync(account, rows => rows[0].State == MailState.Sent);

        var head = Assert.Single((await app.Service<DevMailbox>().ListAsync(account.Admin, 50, Ct)).Value.Mails);
        var mail = (await app.Service<DevMailbox>().GetAsync(account.Admin, head.Id, Ct)).Value;
        var stored = await app.QueryAsync(async db => (await db.DevboxMail.FindAsync([head.Id], Ct))!.ProtectedBody);

        Assert.Equal("pat@example.com", head.Recipient);
        Assert.Equal(MailWorld.Letter().Url, mail.Link);
        Assert.Contains(MailWorld.Letter().Url, mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("invitations/accept", System.Text.Encoding.UTF8.GetString(stored), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_Who_is_no_Owner_reads_no_reset_link_and_who_manages_nobody_reads_nothing(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var manager = await app.ActorAsync(account, [Permissions.IdentityManage], account.Development);
        var reader = await app.ActorAsync(account, [Permissions.IdentityRead]);
        var stranger = await app.AccountAsync("Other");
        await app.EnqueueAsync(account, "pat@example.com");
        await using (var db = await app.Dbs.CreateDbContextAsync(Ct))
        {
            app.Service<MailOutbox>().Enqueue(db, MailWorld.Letter("Set a new password").ToDraft(account.Id, account.AdminEmail, "recovery", account.Admin.Id));
            await db.SaveChangesAsync(Ct);
        }

        await app.OutboxAsync(account, rows => rows.Count == 2 && rows.TrueForAll(r => r.State == MailState.Sent));
        var mailbox = app.Service<DevMailbox>();
        var all = (await mailbox.ListAsync(account.Admin, 50, Ct)).Value.Mails;
        var recovery = all.Single(m => m.Recipient == account.AdminEmail);

        Assert.Equal(2, all.Count);
        Assert.Equal("pat@example.com", Assert.Single((await mailbox.ListAsync(manager, 50, Ct)).Value.Mails).Recipient);
        Assert.Equal("not_found", (await mailbox.GetAsync(manager, recovery.Id, Ct)).Error?.Code);
        Assert.Equal("forbidden", (await mailbox.ListAsync(reader, 50, Ct)).Error?.Code);
        Assert.Empty((await mailbox.ListAsync(stranger.Admin, 50, Ct)).Value.Mails);
        Assert.Equal("not_found", (await mailbox.GetAsync(stranger.Admin, recovery.Id, Ct)).Error?.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R4_A_mail_kept_twice_is_there_once(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var mail = MailWorld.Mail("pat@example.com") with { AccountId = account.Id };

        var first = await app.Service<IMailTransport>().SendAsync(mail, Ct);
        var second = await app.Service<IMailTransport>().SendAsync(mail, Ct);

        Assert.Equal((DeliveryResult.Sent, DeliveryResult.Sent), (first, second));
        Assert.Single((await app.Service<DevMailbox>().ListAsync(account.Admin, 50, Ct)).Value.Mails);
    }

    [Fact]
    public async Task Where_mail_is_sent_there_is_no_such_page()
    {
        await using var server = await SmtpServer.StartAsync(ct: Ct);
        await using var app = await MailWorld.StartAsync(Database.Sqlite, server, worker: false);
        using var client = app.Client();

        var page = await client.GetAsync("/dev/mail", Ct);
        var html = await client.GetAsync($"/dev/mail/{Guid.NewGuid()}/html", Ct);

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, html.StatusCode);
    }
}
