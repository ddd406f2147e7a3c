using System.Globalization;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Authentication;

namespace IdentityDashboard.Features.Mail;

/// <summary>
/// Says in words what went wrong with a delivery and whether another attempt makes sense: what the network, the
/// server's load or the configuration cause is tried again; a refusal of this mail is final.
/// </summary>
internal static class SmtpFailure
{
    private const int FirstPermanent = 500;
    private const string ResponseMark = "The server response was: ";

    public static DeliveryResult Classify(Exception failure, MailOptions settings) =>
        FromCause(failure, settings) ?? (failure is SmtpException smtp
            ? FromStatus(smtp, settings)
            : DeliveryResult.Failed(DeliveryStage.Accept, $"This mail can't be written for {settings.Server}: {failure.Message}"));

    private static DeliveryResult? FromCause(Exception failure, MailOptions settings)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return DeliveryResult.Retry(DeliveryStage.Encrypt, $"The certificate of {settings.Host} isn't trusted by this machine. Check that Mail__Host is the name the certificate was issued for, and that its authority is installed here.");
                case SocketException socket:
                    return DeliveryResult.Retry(DeliveryStage.Connect, FromSocket(socket.SocketErrorCode, settings));
                case IOException when cause.InnerException is null:
                    return DeliveryResult.Retry(DeliveryStage.Accept, $"{settings.Server} broke the connection off before it had accepted the mail.");
                default:
                    continue;
            }
        }

        return null;
    }

    private static string FromSocket(SocketError error, MailOptions settings) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => $"No server is known by the name {settings.Host}. Check Mail__Host.",
        SocketError.ConnectionRefused => $"{settings.Server} refuses the connection. Check Mail__Host and Mail__Port, and that the mail server is running.",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => $"{settings.Server} broke the connection off before it had accepted the mail.",
        _ => $"{settings.Server} can't be reached from this machine ({error}).",
    };

    private static DeliveryResult FromStatus(SmtpException failure, MailOptions settings)
    {
        var status = (int)failure.StatusCode;
        var said = Said(status, failure);
        return failure.StatusCode switch
        {
            SmtpStatusCode.GeneralFailure => FromNoAnswer(failure, settings),
            // A wrong password is swallowed by System.Net.Mail and comes back as a refused sender.
            SmtpStatusCode.MustIssueStartTlsFirst when settings.Username is not null => DeliveryResult.Retry(DeliveryStage.SignIn, $"{settings.Server}: user name or password not accepted. Check Mail__Username and Mail__Password."),
            SmtpStatusCode.MustIssueStartTlsFirst when settings.UsesStartTls => DeliveryResult.Retry(DeliveryStage.SignIn, $"{settings.Server} asks for a user name and password. Set Mail__Username and Mail__Password."),
            SmtpStatusCode.MustIssueStartTlsFirst => DeliveryResult.Retry(DeliveryStage.Encrypt, $"{settings.Server} asks for encryption or a sign-in. Set Mail__Security to starttls, and Mail__Username with Mail__Password if it has them."),
            _ when status >= FirstPermanent => DeliveryResult.Failed(DeliveryStage.Accept, $"{settings.Host} refused this mail for good: {said}"),
            _ => DeliveryResult.Retry(DeliveryStage.Accept, $"{settings.Host} can't take this mail now: {said}"),
        };
    }

    /// <summary>The session ended without a status: the reason stands only in the text.</summary>
    private static DeliveryResult FromNoAnswer(SmtpException failure, MailOptions settings)
    {
        if (failure.Message.Contains("secure connection", StringComparison.OrdinalIgnoreCase))
            return DeliveryResult.Failed(DeliveryStage.Encrypt, $"{settings.Server} doesn't offer STARTTLS, so nothing was sent. Use its port for submission (587), or set Mail__Security to none if the network between is yours.");
        return DeliveryResult.Retry(DeliveryStage.Accept, $"{settings.Server} ended the session without an answer.");
    }

    private static string Said(int status, SmtpException failure)
    {
        var mark = failure.Message.IndexOf(ResponseMark, StringComparison.Ordinal);
        var words = mark < 0 ? failure.Message : failure.Message[(mark + ResponseMark.Length)..];
        return string.Create(CultureInfo.InvariantCulture, $"{status} {MailHeader.OneLine(words).Trim().TrimEnd('.')}.");
    }
}
