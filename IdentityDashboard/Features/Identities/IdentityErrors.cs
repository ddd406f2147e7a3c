using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Identities;

internal static class IdentityErrors
{
    public static readonly Error NotFound = CommonErrors.NotFound("person");

    /// <summary>S94, in the words of the requirement.</summary>
    public static readonly Error EmailExists = Error.Field("email_exists", 409, "email", "a user with this email already exists.");

    public static readonly Error NotCovered = new("forbidden", 403, "This person has roles or rights you don't hold, so you can't change them. Ask an Owner.");
    public static readonly Error Yourself = new("self_lockout", 409, "You can't do this to yourself: you would be locked out. Ask another administrator.");
    public static readonly Error LastOwner = new("last_owner", 409, "This is the account's last Owner. Make somebody else an Owner first.");
    public static readonly Error ChangedJustNow = new("changed_meanwhile", 409, "Somebody else changed this person at the same moment. Look at what they are now and try again.");
    public static readonly Error NotDeleted = new("wrong_state", 409, "This person isn't deleted any more. Refresh the page.");
    public static readonly Error PastRestoring = new("restore_expired", 409, "This person was deleted more than 30 days ago and can't be restored.");
    public static readonly Error EmailTaken = new("email_taken", 409, "Somebody else has this address now. Change theirs or delete them, then restore.");
    public static readonly Error Synced = new("identity_synced", 409, "This record comes from an identity provider. Change it there.");
    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody changed this record while you were editing. What you typed is kept; reload to see theirs.");
    public static readonly Error ApplicationGone = Error.Field("application_not_found", 422, "application_id", "This application isn't here any more. Refresh and choose another.");

    public static Error WrongState(string state) => new("wrong_state", 409, $"This person is {state}; that can't be done now. Refresh the page.");
}
