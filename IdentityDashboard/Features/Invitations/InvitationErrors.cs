using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Invitations;

internal static class InvitationErrors
{
    public static readonly Error NotFound = CommonErrors.NotFound("invitation");
    public static readonly Error AlreadyMember = Error.Field("already_member", 409, "email", "a user with this email already exists.");
    public static readonly Error AlreadyInvited = Error.Field("already_invited", 409, "email", "This address already has a pending invitation. Send it again instead.");
    public static readonly Error AlreadyAccepted = new("already_accepted", 409, "This invitation is accepted already.");
    public static readonly Error AlreadyRevoked = new("already_revoked", 409, "This invitation was revoked. Invite the person again.");
    public static readonly Error BadExpiry = Error.Field("validation_failed", 422, "expires_in_days", "A link can work for 1 to 30 days.");
    public static readonly Error NoteTooLong = Error.Field("validation_failed", 422, "note", $"A note can have {Invitation.MaxNoteLength} characters.");
    public static readonly Error NoteUnreadable = Error.Field("validation_failed", 422, "note", "Take the characters that can't be shown out of this note.");

    /// <summary>One answer for every link that doesn't work, whatever the reason (A1-A5, A18).</summary>
    public static readonly Error Invalid = new("invitation_invalid", 410, "This link doesn't work any more. It may have been used, replaced by a newer one, or be past its time.");

    public static readonly Error SomebodyElse = new("signed_in_as_other", 403, "You are signed in as somebody else. Switch to the invited account to accept.");
    public static readonly Error SignInFirst = new("sign_in_required", 401, "This address already has an account. Sign in with it to accept.");
}
