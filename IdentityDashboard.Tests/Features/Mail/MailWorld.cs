using System.Globalization;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Tests.Features.Mail;

/// <summary>The app over a real mail server, and what tests of mail ask of it.</summary>
internal static class MailWorld
{
    public const string From = "noreply@halden.example";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    public static Task<TestApp> StartAsync(Database database, SmtpServer server, TimeProvider? clock = null, bool worker = true) =>
        TestApp.StartAsync(database, Settings(server), services =>
        {
            if (clock is not null) services.AddSingleton(clock);
            if (!worker) services.Remove(services.Single(s => s.ImplementationType == typeof(OutboxWorker)));
        });

    public static Dictionary<string, string?> Settings(SmtpServer server) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Mail:Mode"] = "smtp",
        ["Mail:Host"] = server.Host,
        ["Mail:Port"] = server.Port.ToString(CultureInfo.InvariantCulture),
        ["Mail:Username"] = server.Options.User,
        ["Mail:Password"] = server.Options.Password,
        ["Mail:From"] = From,
    };

    public static MailOptions Options(SmtpServer server)
    {
        var options = new MailOptions { Mode = MailOptions.Smtp, Host = server.Host, Port = server.Port.ToString(CultureInfo.InvariantCulture), Username = server.Options.User, Password = server.Options.Password, From = From };
        options.Complete(isDevelopment: false);
        return options;
    }

    public static OutboxWorker Worker(TestApp app, IMailTransport? transport = null) => ActivatorUtilities.CreateInstance<OutboxWorker>(
        app.Services, new OutboxSignal(), transport ?? app.Service<IMailTransport>());

    public static SmtpTransport Transport(MailOptions options, TimeSpan? timeout = null) =>
        new(Microsoft.Extensions.Options.Options.Create(options)) { Timeout = timeout ?? TimeSpan.FromSeconds(30) };

    public static OutgoingMail Mail(string recipient, string subject = "Hello", string sender = "Halden Group")
    {
        var id = Guid.CreateVersion7();
        return new OutgoingMail(id, Guid.NewGuid(), sender, recipient, subject, new MailBody("Text\r\n", "<p>Html</p>"), MailOutbox.MessageIdOf(id));
    }

    public static MailLetter Letter(string subject = "You've been invited to Halden Group") => new("Halden Group", subject, "The preview.")
    {
        Greeting = "Hello Pat,",
        Opening = "Nora Lindqvist invited you to Storefront.",
        Facts = [new MailFact("You become", "Editor at EMEA / Retail"), new MailFact("Works until", "Sunday")],
        Quote = "Welcome.\nQuestions to #storefront.",
        ButtonText = "Accept invitation",
        Url = "https://identity.halden.example/invitations/accept/Zk3w9Qm1xT7cVb2LrP0aNs8dYhE5uGfJ4oKiWqXtRvM",
        AfterButton = "You choose a password on the next page.",
        Closing = "Without you nothing happens.",
    };

    public static async Task<Guid> EnqueueAsync(this TestApp app, TestAccount account, params string[] recipients)
    {
        var about = Guid.NewGuid();
        await using var db = await app.Dbs.CreateDbContextAsync();
        foreach (var recipient in recipients) app.Service<MailOutbox>().Enqueue(db, Letter().ToDraft(account.Id, recipient, "invitation", about));
        await db.SaveChangesAsync();
        app.Service<MailOutbox>().Wake();
        return about;
    }

    public static async Task<List<MailMessageRow>> OutboxAsync(this TestApp app, TestAccount account)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.MailOutbox.AsNoTracking().Where(m => m.AccountId == account.Id).OrderBy(m => m.Id).ToListAsync();
    }

    /// <summary>Waits until the rows of the account are as wanted.</summary>
    public static async Task<List<MailMessageRow>> OutboxAsync(this TestApp app, TestAccount account, Predicate<List<MailMessageRow>> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var rows = await app.OutboxAsync(account);
            if (wanted(rows)) return rows;
            if (patience.IsCancellationRequested) Assert.Fail("Still: " + string.Join("; ", rows.Take(10).Select(r => $"{r.Recipient} {r.State} after {r.Attempts}: {r.LastError}")));
            await Task.Delay(Look);
        }
    }

    public static MailOptions LiveOptions(this TestApp app) => app.Service<IOptions<MailOptions>>().Value;
}
