using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Npgsql;

namespace IdentityDashboard.Tests.Support;

/// <summary>The test infrastructure is code that others rely on: it is tested too.</summary>
public sealed class SupportTests
{
    [Theory]
    [InlineData(TransferEncoding.QuotedPrintable)]
    [InlineData(TransferEncoding.Base64)]
    public async Task A_mail_sent_with_STARTTLS_and_a_password_is_read_back_whole(TransferEncoding encoding)
    {
        await using var server = await SmtpServer.StartAsync();
        using var message = Message("zoë@example.com", encoding);

        await SendAsync(server, message);
        var mail = await server.WaitForMailAsync("zoë@example.com");

        Assert.Equal(message.Subject, mail.Subject);
        Assert.Equal("<42@example.com>", mail.MessageId);
        Assert.Equal("noreply@example.com", mail.Sender);
        Assert.Contains("Møller", mail.From, StringComparison.Ordinal);
        Assert.Contains("zoë@example.com", mail.To, StringComparison.Ordinal);
        Assert.Equal(PlainText, mail.Text);
        Assert.Equal(Html, mail.Html);
    }

    [Fact]
    public async Task Each_wait_answers_with_the_next_mail()
    {
        await using var server = await SmtpServer.StartAsync();
        using var first = new MailMessage("noreply@example.com", "kim@example.com", "First", "1");
        using var other = new MailMessage("noreply@example.com", "lee@example.com", "Other", "2");
        using var second = new MailMessage("noreply@example.com", "kim@example.com", "Second", "3");

        await SendAsync(server, first);
        await SendAsync(server, other);
        await SendAsync(server, second);

        Assert.Equal("First", (await server.WaitForMailAsync("kim@example.com")).Subject);
        Assert.Equal("Second", (await server.WaitForMailAsync("kim@example.com")).Subject);
        Assert.Equal(3, server.Received.Count);
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        await using var server = await SmtpServer.StartAsync();
        using var message = Message("kim@example.com");

        await Assert.ThrowsAsync<SmtpException>(() => SendAsync(server, message, password: "wrong"));

        Assert.Empty(server.Received);
    }

    [Theory]
    [InlineData("unknown550@example.com", SmtpStatusCode.MailboxUnavailable)]
    [InlineData("busy451+kim@example.com", SmtpStatusCode.LocalErrorInProcessing)]
    public async Task A_recipient_is_refused_on_demand(string recipient, SmtpStatusCode expected)
    {
        await using var server = await SmtpServer.StartAsync();
        using var message = Message(recipient);

        var refusal = await Assert.ThrowsAnyAsync<SmtpException>(() => SendAsync(server, message));

        Assert.Equal(expected, refusal.StatusCode);
        Assert.Empty(server.Received);
    }

    [Theory]
    [InlineData("drop@example.com")]
    [InlineData("hang@example.com")]
    public async Task After_the_data_the_server_drops_or_hangs_on_demand(string recipient)
    {
        await using var server = await SmtpServer.StartAsync(new SmtpServerOptions { HangFor = TimeSpan.FromMilliseconds(200) });
        using var message = Message(recipient);

        await Assert.ThrowsAsync<SmtpException>(() => SendAsync(server, message));

        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task Without_STARTTLS_nothing_is_sent()
    {
        await using var server = await SmtpServer.StartAsync(new SmtpServerOptions { OfferStartTls = false });
        using var message = Message("kim@example.com");

        await Assert.ThrowsAsync<SmtpException>(() => SendAsync(server, message));

        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task A_copied_postgres_database_holds_the_templates_rows_and_goes_on_dispose()
    {
        var template = await TestPostgres.TemplateAsync("support-tests", async connectionString =>
            await ScalarAsync(connectionString, "CREATE TABLE numbers AS SELECT 1 AS number"));
        var database = await TestPostgres.CreateDatabaseAsync(template);
        await using var other = await TestPostgres.CreateDatabaseAsync();

        Assert.Equal(1, await ScalarAsync(database.ConnectionString, "SELECT number FROM numbers"));
        await database.DisposeAsync();

        Assert.Equal(0L, await ScalarAsync(other.ConnectionString, $"SELECT count(*) FROM pg_database WHERE datname = '{database.Name}'"));
    }

    [Fact]
    public async Task A_page_opens_in_the_asked_size_and_colours()
    {
        await using var browser = await Browser.NewPageAsync(options: new PageOptions(390, 844, Microsoft.Playwright.ColorScheme.Dark));

        await browser.Page.GotoAsync("data:text/html,<title>Hello</title>");

        Assert.Equal("Hello", await browser.Page.TitleAsync());
        Assert.Equal(390, await browser.Page.EvaluateAsync<int>("innerWidth"));
        Assert.True(await browser.Page.EvaluateAsync<bool>("matchMedia('(prefers-color-scheme: dark)').matches"));
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Console_errors_exceptions_and_failed_requests_are_problems()
    {
        await using var browser = await Browser.NewPageAsync();

        await browser.Page.SetContentAsync("""
            <script>console.error('from the console')</script>
            <script>throw new Error('uncaught')</script>
            <img src="http://127.0.0.1:1/none.png">
            """);

        var failure = Assert.ThrowsAny<Exception>(() => browser.AssertNoConsoleErrors());
        Assert.Contains("from the console", failure.Message, StringComparison.Ordinal);
        Assert.Contains("uncaught", failure.Message, StringComparison.Ordinal);
        Assert.Contains("none.png", failure.Message, StringComparison.Ordinal);
        browser.AssertNoConsoleErrors("from the console", "uncaught", "none.png", "ERR_");
    }

    [Fact]
    public async Task Failing_steps_leave_a_screenshot_and_the_html()
    {
        await using var browser = await Browser.NewPageAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => browser.DoAsync(_ => throw new InvalidOperationException("on purpose")));

        var saved = TestContext.Current.TestOutputHelper!.Output.Trim()["Saved ".Length..].Split(".png")[0];
        foreach (var file in new[] { saved + ".png", saved + ".html", saved + ".txt" })
        {
            Assert.True(new FileInfo(file).Length > 0, file);
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Axe_fails_on_a_field_without_a_label_and_passes_with_one()
    {
        await using var browser = await Browser.NewPageAsync();
        await browser.Page.SetContentAsync("<html lang=en><title>Form</title><main><h1>Form</h1><input id=name></main>");

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Axe.AssertAccessibleAsync(browser.Page));
        await browser.Page.SetContentAsync("<html lang=en><title>Form</title><main><h1>Form</h1><label>Name <input id=name></label></main>");
        await Axe.AssertAccessibleAsync(browser.Page);

        Assert.Contains("critical label", failure.Message, StringComparison.Ordinal);
        Assert.Contains("#name", failure.Message, StringComparison.Ordinal);
    }

    private const string PlainText = "Grüße = ok\r\n.a line that begins with a dot\r\nhttps://example.com/accept?token=3Dabc\r\n" +
        "A line that is much longer than the seventy-six characters which quoted-printable allows: ąćęłńóśźż.";

    private const string Html = "<p>Grüße <a href=\"https://example.com/?a=1&amp;b=2\">weiter</a></p>";

    private static MailMessage Message(string recipient, TransferEncoding encoding = TransferEncoding.QuotedPrintable)
    {
        var message = new MailMessage
        {
            From = new MailAddress("noreply@example.com", "Møller & Søn"),
            Subject = "Żółć — eine Einladung für Zoë, so long that it needs more than one encoded word 🎉",
            SubjectEncoding = Encoding.UTF8,
        };
        message.To.Add(recipient);
        message.Headers.Add("Message-ID", "<42@example.com>");
        message.AlternateViews.Add(View(PlainText, MediaTypeNames.Text.Plain, encoding));
        message.AlternateViews.Add(View(Html, MediaTypeNames.Text.Html, encoding));
        return message;
    }

    private static AlternateView View(string content, string mediaType, TransferEncoding encoding)
    {
        var view = AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, mediaType);
        view.TransferEncoding = encoding;
        return view;
    }

    private static async Task SendAsync(SmtpServer server, MailMessage message, string? password = null)
    {
        using var client = new SmtpClient(server.Host, server.Port)
        {
            EnableSsl = true,
            DeliveryFormat = SmtpDeliveryFormat.International,
            Credentials = new NetworkCredential(server.Options.User, password ?? server.Options.Password),
        };
        await client.SendMailAsync(message, TestContext.Current.CancellationToken);
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
