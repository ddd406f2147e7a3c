using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Mail;

internal static class MailErrors
{
    public static readonly Error NothingToRetry = new("mail_not_retryable", 409, "This mail no longer waits. Send a new one from where it came from: it carries a new link.");
    public static readonly Error NotConfigured = new("mail_not_configured", 409, "Mail isn't set up. Set Mail__Mode to smtp, with Mail__Host and Mail__From, and start again.");
    public static readonly Error NoAddress = new("no_address", 422, "Your identity has no email address to send a test to.");
}
