using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.SignIn;

/// <summary>
/// Why a session is over, as a short code that travels in <c>/sign-in?ended=</c>, and the sentence the page shows for
/// it. Codes that aren't known show the general sentence.
/// </summary>
internal static class SessionEnding
{
    public const string General = "1";
    private const string Suspended = "suspended";
    private const string Deactivated = "deactivated";
    private const string Deleted = "deleted";
    private const string Password = "password";
    private const string Email = "email";
    private const string Factors = "factors";
    private const string Everywhere = "everywhere";
    private const string SignedOut = "out";
    private const string Revoked = "revoked";
    private const string Idle = "idle";
    private const string Expired = "expired";

    /// <summary>Null while the session holds.</summary>
    public static string? Of(SessionStanding? session, DateTimeOffset now) => session switch
    {
        null => Deleted,
        { State: PrincipalState.Suspended } => Suspended,
        { State: PrincipalState.Deactivated } => Deactivated,
        { State: PrincipalState.Deleted } => Deleted,
        { HasEnded: true } => Deactivated,
        _ => SessionRules.EndOf(session, now) is { } reason ? CodeOf(reason) : null,
    };

    public static string Text(string code) => code switch
    {
        Suspended => "Your account was suspended. Ask an administrator.",
        Deactivated => "Your account was deactivated. Ask an administrator.",
        Deleted => "Your account was deleted. Ask an administrator.",
        Password => "Your password was changed, which ended your other sessions. Sign in with the new one.",
        Email => "Your email was changed. Sign in with the new one.",
        Factors => "Your two-step sign-in was changed, which ended your other sessions. Sign in again.",
        Everywhere => "You were signed out everywhere. Sign in again.",
        SignedOut => "You signed out in another tab.",
        Revoked => "This session was ended from another one. Sign in again.",
        Idle => "You were away for a while, so you were signed out. Sign in again.",
        Expired => "Your session reached its longest time. Sign in again.",
        _ => "Your session has ended. Sign in again.",
    };

    private static string CodeOf(SessionEnd reason) => reason switch
    {
        SessionEnd.PasswordChanged => Password,
        SessionEnd.EmailChanged => Email,
        SessionEnd.FactorsChanged => Factors,
        SessionEnd.SignedOutEverywhere => Everywhere,
        SessionEnd.SignedOut => SignedOut,
        SessionEnd.Revoked => Revoked,
        SessionEnd.Idle => Idle,
        SessionEnd.Expired => Expired,
        _ => General,
    };
}
