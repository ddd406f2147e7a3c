using IdentityDashboard.Features.Mail;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Settings;

/// <summary>What the queue calls the state of a mail.</summary>
internal static class MailWords
{
    private const string NewLink = "Send it again from where it came from: a new mail carries a new link.";

    public static string StateOf(MailQueueRow mail) => mail.State switch
    {
        MailState.Queued when mail.Sending => "Being sent",
        MailState.Queued when mail.Attempts > 0 => "Trying again",
        MailState.Queued => "Waiting",
        MailState.Sent => "Sent",
        MailState.Failed => "Failed",
        _ => "Called off",
    };

    public static StatusKind KindOf(MailQueueRow mail) => mail.State switch
    {
        MailState.Queued when mail is { Attempts: > 0, Sending: false } => StatusKind.Due,
        MailState.Queued => StatusKind.Wait,
        MailState.Sent => StatusKind.Ok,
        MailState.Failed => StatusKind.Bad,
        _ => StatusKind.Off,
    };

    public static string? ReasonOf(MailQueueRow mail) => mail.State switch
    {
        MailState.Failed => mail.CanRetry ? mail.Error : $"{mail.Error} {NewLink}",
        MailState.Queued => mail.Error,
        _ => null,
    };
}
