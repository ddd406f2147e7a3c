using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Authentication;
using System.Text;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Mail;

/// <summary>Hands each mail to the configured server, over a connection of its own: one message per recipient.</summary>
internal sealed class SmtpTransport(IOptions<MailOptions> options) : IMailTransport
{
    private const int MaxLine = 998;

    /// <summary>For the whole session; the asynchronous calls of System.Net.Mail know no limit of their own.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public string Describe => options.Value is var o && o.UsesStartTls ? $"{o.Server} with STARTTLS" : $"{o.Server} without encryption";

    public async Task<DeliveryResult> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        var settings = options.Value;
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(Timeout);
        try
        {
            using var message = Compose(mail, settings);
            using var client = Connect(settings, message);
            await client.SendMailAsync(message, bounded.Token).WaitAsync(bounded.Token);
            return DeliveryResult.Sent;
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (Exception) when (bounded.IsCancellationRequested)
        {
            return DeliveryResult.Retry(DeliveryStage.Connect, $"{settings.Server} didn't answer within {Timeout.TotalSeconds:0} s. Check that this machine may reach it, and that the server isn't overloaded.");
        }
        catch (Exception e) when (e is SmtpException or AuthenticationException or IOException or FormatException or InvalidOperationException or NotSupportedException)
        {
            return SmtpFailure.Classify(e, settings);
        }
    }

    private static SmtpClient Connect(MailOptions settings, MailMessage message) => new(settings.Host, settings.PortNumber)
    {
        EnableSsl = settings.UsesStartTls,
        DeliveryMethod = SmtpDeliveryMethod.Network,
        // UTF-8 on the wire only where an address needs it: not every server on the way understands it.
        DeliveryFormat = Ascii.IsValid(message.To[0].User) && Ascii.IsValid(message.From!.User) ? SmtpDeliveryFormat.SevenBit : SmtpDeliveryFormat.International,
        UseDefaultCredentials = false,
        Credentials = settings.Username is null ? null : new NetworkCredential(settings.Username, settings.Password),
    };

    private static MailMessage Compose(OutgoingMail mail, MailOptions settings)
    {
        var message = new MailMessage
        {
            From = new MailAddress(settings.From!, MailHeader.Name(mail.SenderName), Encoding.UTF8),
            Subject = MailHeader.OneLine(mail.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        try
        {
            message.To.Add(new MailAddress(mail.Recipient));
            message.Headers.Add("Message-ID", mail.MessageId);
            // Asks mail programs not to answer with "out of office" (RFC 3834).
            message.Headers.Add("Auto-Submitted", "auto-generated");
            message.AlternateViews.Add(View(mail.Body.Text, MediaTypeNames.Text.Plain));
            message.AlternateViews.Add(View(mail.Body.Html, MediaTypeNames.Text.Html));
            return message;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private static AlternateView View(string content, string mediaType)
    {
        var view = AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, mediaType);
        view.TransferEncoding = TravelsAsItIs(content) ? TransferEncoding.SevenBit : TransferEncoding.QuotedPrintable;
        return view;
    }

    /// <summary>RFC 5322 allows 998 characters a line. Quoted-printable by System.Net.Mail encodes line ends too, which not every reader likes.</summary>
    private static bool TravelsAsItIs(string content) => Ascii.IsValid(content) && content.Split('\n').All(line => line.Length <= MaxLine);
}
