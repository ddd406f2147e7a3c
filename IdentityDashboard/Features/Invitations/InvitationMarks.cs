using IdentityDashboard.Features.Mail;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Invitations;

/// <summary>How an invitation just sent fares, as a mark and a word.</summary>
internal static class InvitationMarks
{
    public static StatusKind MarkOf(InvitationRow? row) => row switch
    {
        { Status: InvitationStatus.Accepted } => StatusKind.Ok,
        { Status: InvitationStatus.Revoked or InvitationStatus.Expired } => StatusKind.Off,
        { Delivery.State: MailState.Sent } => StatusKind.Ok,
        { Delivery.State: MailState.Failed } => StatusKind.Bad,
        { Delivery.Error: not null } => StatusKind.Due,
        _ => StatusKind.Wait,
    };

    public static string TextOf(InvitationRow? row) => row switch
    {
        { Status: InvitationStatus.Accepted } => "Accepted",
        { Status: InvitationStatus.Revoked } => "Revoked",
        { Status: InvitationStatus.Expired } => "Expired",
        { Delivery.State: MailState.Sent } => "Mail sent",
        { Delivery: { State: MailState.Failed } failed } => $"Not delivered: {failed.Error}",
        { Delivery.Error: { } error } => $"Trying again: {error}",
        _ => "Mail waits to be sent",
    };
}
