using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Credentials;

internal static class CredentialErrors
{
    public static readonly Error NotFound = CommonErrors.NotFound("person");
    public static readonly Error NotCovered = new("forbidden", 403, "This person has roles or rights you don't hold, so you can't reset their password. Ask an Owner.");
    public static readonly Error SessionsNotCovered = new("forbidden", 403, "This person has roles or rights you don't hold, so you can't sign them out. Ask an Owner.");
    public static readonly Error UnlockNotCovered = new("forbidden", 403, "This person has roles or rights you don't hold, so you can't unlock them. Ask an Owner.");
    public static readonly Error NoSuchLifetime = Error.Field("validation_failed", 422, "lifetime", "Choose 1 hour, 24 hours, 3 days or 7 days.");
    public static readonly Error NotActive = new("wrong_state", 409, "Only somebody who is active can set a password. Activate them first.");

    /// <summary>One answer for every link that doesn't work, whatever the reason (A16, A18).</summary>
    public static readonly Error LinkInvalid = new("recovery_invalid", 410, "This link doesn't work any more. It may have been used, replaced by a newer one, or be past its time.");

    /// <summary>One answer for every code that doesn't work, and for addresses nobody here has (A16, A19).</summary>
    public static readonly Error CodeInvalid = new("recovery_code_invalid", 422, "This email and code don't go together, or the code doesn't work any more. After five wrong tries a code is dead; ask your administrator for a new one.");

    public static readonly Error TooManyCodes = new("too_many_attempts", 429, "Too many attempts. Wait 15 minutes, or ask your administrator for a link.");

    public static readonly Error CurrentPasswordWrong = Error.Field("password_wrong", 422, "current_password", "This isn't your current password.");
    public static readonly Error SamePassword = Error.Field("validation_failed", 422, "password", "This is the password you have now. Choose another.");

    /// <summary>The same words for a wrong password, an unknown address and somebody who may not come in (A19).</summary>
    public static readonly Error NotRight = new("not_right", 401, "Email or password is not right.");

    public static Error FormerPassword(int count) => Error.Field("validation_failed", 422, "password",
        count == 1 ? "This is the password you had before this one. Choose another." : $"This is one of the last {count} passwords you had. Choose another.");

    public static readonly Error TooManyAttempts = new("too_many_attempts", 429, "Too many attempts. Wait 15 minutes or reset the password.");
}
