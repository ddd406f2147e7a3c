using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Credentials.Verification;

internal static class EmailErrors
{
    public const string Field = "email";

    public static readonly Error TooMany = new("too_many_attempts", 429, "Three mails in an hour are enough. Look into your mailbox, also among spam, or wait an hour.");
    public static readonly Error Synced = new("identity_synced", 409, "Your record comes from an identity provider. It is changed there.");
    public static readonly Error Same = Error.Field("validation_failed", 422, Field, "This is the address you have now.");

    /// <summary>Said only to whoever showed that the mailbox is theirs.</summary>
    public static readonly Error Unusable = new("email_unusable", 409, "This address can’t be used here any more. Yours stays as it was.");
}
