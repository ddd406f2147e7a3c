using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Mail;

/// <summary>Against a real server over STARTTLS and AUTH: what arrives, and what each fault comes to.</summary>
public sealed class SmtpTransportTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_letter_arrives_with_subject_both_parts_sender_and_Message_ID()
    {
        await using var server = await SmtpServer.StartAsync();
        var draft = MailWorld.Letter().ToDraft(Guid.NewGuid(), "pat@example.com", "invitation", null);
        var mail = MailWorld.Mail("pat@example.com") with { Subject = draft.Subject, SenderName = "Żółć & Søn", Body = new MailBody(draft.Text, draft.Html) };

        var result = await MailWorld.Transport(MailWorld.Options(server)).SendAsync(mail, Ct);
        var received = await server.WaitForMailAsync("pat@example.com", Ct);

        Assert.Equal(DeliveryResult.Sent, result);
        Assert.Equal("You've been invited to Halden Group", received.Subject);
        Assert.Equal(mail.MessageId, received.MessageId);
        Assert.Equal("auto-generated", received.Header("Auto-Submitted"));
        Assert.Equal(MailWorld.From, received.Sender);
        Assert.Contains("Żółć & Søn", received.From, StringComparison.Ordinal);
        Assert.Contains($"<{MailWorld.From}>", received.From, StringComparison.Ordinal);
        Assert.Equal(["pat@example.com"], received.Recipients);
        Assert.Equal(draft.Text, received.Text);
        Assert.Equal(draft.Html, received.Html);
    }

    [Theory]
    [InlineData("Plain ASCII\r\n.a line that begins with a dot\r\n")]
    [InlineData("Grüße, żółć 🎉 = ok\r\n.dot\r\n")]
    public async Task Every_character_and_every_line_arrives(string text)
    {
        await using var server = await SmtpServer.StartAsync();
        var html = $"<p>{text}</p>" + new string('x', 3000);

        await MailWorld.Transport(MailWorld.Options(server)).SendAsync(MailWorld.Mail("pat@example.com") with { Body = new MailBody(text, html) }, Ct);
        var received = await server.WaitForMailAsync("pat@example.com", Ct);

        Assert.Equal(text, received.Text);
        Assert.Equal(html, received.Html);
    }

    [Theory]
    [InlineData("zoë@example.com")]
    [InlineData("pat@bücher.example")]
    public async Task An_international_address_is_reached(string address)
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await MailWorld.Transport(MailWorld.Options(server)).SendAsync(MailWorld.Mail(address), Ct);

        Assert.Equal(DeliveryResult.Sent, result);
        Assert.Single(server.Received);
    }

    [Theory]
    [InlineData("busy451@example.com", "Retry", "can't take this mail now: 451")]
    [InlineData("unknown550@example.com", "Failed", "refused this mail for good: 550 5.1.1 No such mailbox")]
    [InlineData("drop@example.com", "Retry", "broke the connection off")]
    [InlineData("hang@example.com", "Retry", "didn't answer within 2 s")]
    public async Task R6_What_the_server_does_to_a_mail_is_classed_and_put_in_words(string recipient, string outcome, string words)
    {
        await using var server = await SmtpServer.StartAsync();

        var result = await MailWorld.Transport(MailWorld.Options(server), TimeSpan.FromSeconds(2)).SendAsync(MailWorld.Mail(recipient), Ct);

        Assert.Equal(outcome, result.Outcome.ToString());
        Assert.Contains(words, result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R6_A_wrong_password_is_named_and_tried_again()
    {
        await using var server = await SmtpServer.StartAsync(new SmtpServerOptions { RejectEveryPassword = true });

        var result = await MailWorld.Transport(MailWorld.Options(server)).SendAsync(MailWorld.Mail("pat@example.com"), Ct);

        Assert.Equal((DeliveryOutcome.Retry, DeliveryStage.SignIn), (result.Outcome, result.Stage));
        Assert.Contains("user name or password not accepted", result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R6_A_server_that_wants_a_sign_in_is_understood()
    {
        await using var server = await SmtpServer.StartAsync();
        var options = MailWorld.Options(server);
        options.Username = options.Password = null;

        var result = await MailWorld.Transport(options).SendAsync(MailWorld.Mail("pat@example.com"), Ct);

        Assert.Equal((DeliveryOutcome.Retry, DeliveryStage.SignIn), (result.Outcome, result.Stage));
        Assert.Contains("Mail__Username", result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R6_Without_STARTTLS_nothing_is_sent_and_that_is_final()
    {
        await using var server = await SmtpServer.StartAsync(new SmtpServerOptions { OfferStartTls = false });

        var result = await MailWorld.Transport(MailWorld.Options(server)).SendAsync(MailWorld.Mail("pat@example.com"), Ct);

        Assert.Equal((DeliveryOutcome.Failed, DeliveryStage.Encrypt), (result.Outcome, result.Stage));
        Assert.Contains("doesn't offer STARTTLS", result.Why, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task R6_A_certificate_nobody_vouches_for_stops_the_delivery()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("self-signed-");
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var (pem, keyPem) = (Path.Combine(folder.FullName, "c.pem"), Path.Combine(folder.FullName, "k.pem"));
        await File.WriteAllTextAsync(pem, certificate.ExportCertificatePem(), Ct);
        await File.WriteAllTextAsync(keyPem, key.ExportPkcs8PrivateKeyPem(), Ct);
        await using var server = await SmtpServer.StartAsync(new SmtpServerOptions { Certificate = pem, CertificateKey = keyPem });

        var result = await MailWorld.Transport(MailWorld.Options(server)).SendAsync(MailWorld.Mail("pat@example.com"), Ct);
        folder.Delete(recursive: true);

        Assert.Equal((DeliveryOutcome.Retry, DeliveryStage.Encrypt), (result.Outcome, result.Stage));
        Assert.Contains("isn't trusted", result.Why, StringComparison.Ordinal);
        Assert.Empty(server.Received);
    }

    [Fact]
    public async Task R6_Nobody_listening_and_an_unknown_name_are_tried_again()
    {
        var options = new MailOptions { Mode = MailOptions.Smtp, Host = "localhost", Port = ClosedPort(), Security = MailOptions.StartTls, From = MailWorld.From };

        var refused = await MailWorld.Transport(options).SendAsync(MailWorld.Mail("pat@example.com"), Ct);
        options.Host = "nowhere.invalid";
        var unknown = await MailWorld.Transport(options).SendAsync(MailWorld.Mail("pat@example.com"), Ct);

        Assert.Equal((DeliveryOutcome.Retry, DeliveryStage.Connect), (refused.Outcome, refused.Stage));
        Assert.Contains("refuses the connection", refused.Why, StringComparison.Ordinal);
        Assert.Equal((DeliveryOutcome.Retry, DeliveryStage.Connect), (unknown.Outcome, unknown.Stage));
        Assert.Contains("nowhere.invalid", unknown.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Evil\r\nBcc: victim@example.com")]
    [InlineData("Evil\nBcc: victim@example.com\n\n<b>body</b>")]
    [InlineData("\" <victim@example.com>, \"")]
    [InlineData("back\\slash\\")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("Ünï\u2028Bcc: victim@example.com 🎉 ‮gnirts")]
    public async Task A53_No_name_or_subject_adds_a_header_or_a_recipient(string name)
    {
        await using var server = await SmtpServer.StartAsync();
        var letter = MailWorld.Letter($"You've been invited to {name}") with
        {
            AccountName = name, Preview = name, Greeting = $"Hello {name},", Opening = $"{name} invited you.", Strong = [name],
            Facts = [new MailFact("You become", name)], Quote = name, Closing = name,
        };
        var draft = letter.ToDraft(Guid.NewGuid(), "pat@example.com", "invitation", null);
        var mail = MailWorld.Mail("pat@example.com", draft.Subject, name) with { Body = new MailBody(draft.Text, draft.Html) };

        var result = await MailWorld.Transport(MailWorld.Options(server)).SendAsync(mail, Ct);
        var received = await server.WaitForMailAsync("pat@example.com", Ct);

        Assert.Equal(DeliveryResult.Sent, result);
        Assert.Equal(["pat@example.com"], received.Recipients);
        Assert.Equal("pat@example.com", received.To.Trim('<', '>'));
        Assert.Equal("", received.Header("Bcc"));
        Assert.EndsWith($"<{MailWorld.From}>", received.From, StringComparison.Ordinal);
        string[] known = ["X-Envelope-From", "X-Envelope-To", "X-Peer", "X-MailFrom", "X-RcptTo", "MIME-Version", "From", "To", "Date", "Subject", "Message-ID", "Auto-Submitted", "Content-Type", "Content-Transfer-Encoding"];
        Assert.Empty(received.Headers.Keys.Except(known, StringComparer.OrdinalIgnoreCase));
        Assert.DoesNotContain("<script", received.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>body", received.Html, StringComparison.Ordinal);
    }

    private static string ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
