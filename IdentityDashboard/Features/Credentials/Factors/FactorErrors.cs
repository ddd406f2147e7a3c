using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Credentials.Factors;

internal static class FactorErrors
{
    public const string CodeField = "code";
    public const string RecoveryField = "recovery_code";
    public const string NameField = "name";

    public static readonly Error CodeMissing = Error.Field("validation_failed", 422, CodeField, "Enter the six digits your authenticator app shows.");
    public static readonly Error CodeWrong = Error.Field("code_wrong", 422, CodeField, "This code isn’t right, or was used already. Wait for the next one and try again.");
    public static readonly Error RecoveryMissing = Error.Field("validation_failed", 422, RecoveryField, "Enter one of your recovery codes, such as 4k7mp-x2w9c.");
    public static readonly Error RecoveryWrong = Error.Field("code_wrong", 422, RecoveryField, "This recovery code isn’t right, or was used already.");
    public static readonly Error TooMany = new("too_many_attempts", 429, "Too many wrong codes. Wait 15 minutes and try again. A passkey works meanwhile.");

    public static readonly Error SetupOver = new("setup_expired", 410, "This page was open for too long. Begin again with a new key.");
    public static readonly Error NoAuthenticator = new("not_found", 404, "There is no authenticator app any more. Refresh the page.");
    public static readonly Error NoPasskey = new("not_found", 404, "This passkey isn’t here any more. Refresh the page.");
    public static readonly Error NoFactor = new("wrong_state", 409, "There is no second factor to begin with. Refresh the page.");
    public static readonly Error LastFactor = new("last_factor", 409, "Your organisation asks for two-step sign-in, so the last way stays. Add another first, then remove this one.");
    public static readonly Error NotOffered = new("mfa_off", 409, "Two-step sign-in is off for your organisation. An Owner can turn it on in Settings.");
    public static readonly Error NameMissing = Error.Field("validation_failed", 422, NameField, "Give it a name, such as “Work laptop”.");
    public static readonly Error NameLong = Error.Field("validation_failed", 422, NameField, "Use at most 60 characters.");

    /// <summary>The same words whatever was wrong with it (A19).</summary>
    public static readonly Error PasskeyRefused = new("passkey_refused", 401, "This passkey doesn’t open an account here. Use another one, or your password.");
    public static readonly Error PasskeyNotAdded = new("passkey_not_added", 422, "The passkey couldn’t be added. It may be here already; try again or use another device.");
    public static readonly Error TooManyPasskeys = new("too_many_passkeys", 409, "You have as many passkeys as one person can. Remove one you don’t use.");

    public static readonly Error NotCovered = new("forbidden", 403, "This person has roles or rights you don’t hold, so you can’t change how they sign in. Ask an Owner.");
    public static readonly Error Yourself = new("own_factors", 409, "Your own factors are changed on My account.");
}
