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
    private const string Everywhere = "everywhere";

    /// <summary>Null while the session holds.</summary>
    public static string? Of(SessionClaims session, SessionStanding? now) => now switch
    {
        null => Deleted,
        { State: PrincipalState.Suspended } => Suspended,
        { State: PrincipalState.Deactivated } => Deactivated,
        { State: PrincipalState.Deleted } => Deleted,
        _ when string.Equals(now.Stamp, session.Stamp, StringComparison.Ordinal) => now.MustChangePassword ? General : null,
        { Ended: SessionEnd.PasswordChanged } => Password,
        { Ended: SessionEnd.EmailChanged } => Email,
        { Ended: SessionEnd.SignedOutEverywhere } => Everywhere,
        _ => General,
    };

    public static string Text(string code) => code switch
    {
        Suspended => "Your account was suspended. Ask an administrator.",
        Deactivated => "Your account was deactivated. Ask an administrator.",
        Deleted => "Your account was deleted. Ask an administrator.",
        Password => "Your password was changed, which ended your other sessions. Sign in with the new one.",
        Email => "Your email was changed. Sign in with the new one.",
        Everywhere => "You were signed out everywhere. Sign in again.",
        _ => "Your session has ended. Sign in again.",
    };
}

/// <summary>The person as the database has them now: what decides whether their sessions hold.</summary>
/// <param name="MustChangePassword">Open pages end; the next request leads to the page that replaces the password.</param>
internal sealed record SessionStanding(Guid Id, PrincipalState State, string? Stamp, bool MustChangePassword, SessionEnd Ended, DateTimeOffset LastSeenAt);
