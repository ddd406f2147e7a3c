using System.Globalization;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Directory;

/// <summary>How an open invitation stands: what keeps it from arriving comes before how long it still works.</summary>
/// <param name="Aside">A second, quieter word.</param>
public sealed record InvitationWords(StatusKind Kind, string Text, string? Aside = null)
{
    private const string Invited = "Invited";
    private static readonly TimeSpan Soon = TimeSpan.FromDays(2);

    public static InvitationWords For(InvitationRow row, DateTimeOffset now) => row switch
    {
        { Status: InvitationStatus.Expired } => new(StatusKind.Off, "Expired", "Resend for a new link"),
        { Delivery: { State: MailState.Failed } failed } => new(StatusKind.Bad, $"Not delivered: {Reason(failed.Error)}", Invited),
        { Delivery: { State: MailState.Queued, Error: not null } retried } => new(StatusKind.Warn, $"Not delivered yet: {Reason(retried.Error)}", "Trying again"),
        { Delivery.State: MailState.Queued } => new(StatusKind.Wait, Expiry(row.ExpiresAt, now), "Waiting to be sent"),
        _ => new(row.ExpiresAt - now <= Soon ? StatusKind.Due : StatusKind.Wait, Expiry(row.ExpiresAt, now), Invited),
    };

    public static string Expiry(DateTimeOffset at, DateTimeOffset now) => (at.UtcDateTime.Date - now.UtcDateTime.Date).Days switch
    {
        0 => at - now < TimeSpan.FromHours(1) ? "Expires within the hour" : string.Create(CultureInfo.InvariantCulture, $"Expires in {(int)(at - now).TotalHours} h"),
        1 => "Expires tomorrow",
        var days => string.Create(CultureInfo.InvariantCulture, $"Expires in {days} days"),
    };

    private static string Reason(string? error) => error?.TrimEnd('.') ?? "the reason isn’t known";
}
