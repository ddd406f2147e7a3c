using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>Whether a session holds, and why not.</summary>
internal static class SessionRules
{
    /// <summary>Null while it holds.</summary>
    public static SessionEnd? EndOf(SessionStanding session, DateTimeOffset now)
    {
        if (session.State != PrincipalState.Active || session.HasEnded) return SessionEnd.StateChanged;
        if (session.EndedAt is not null) return session.EndReason;
        if (!string.Equals(session.Stamp, session.PersonStamp, StringComparison.Ordinal)) return session.PersonEnded;
        if (now >= session.CreatedAt + Lifetime(session.Policy)) return SessionEnd.Expired;
        return now >= session.LastSeenAt + Idle(session.Policy) ? SessionEnd.Idle : null;
    }

    public static TimeSpan Idle(SecurityPolicy policy) => TimeSpan.FromMinutes(policy.SessionIdleMinutes);

    public static TimeSpan Lifetime(SecurityPolicy policy) => TimeSpan.FromMinutes(policy.SessionLifetimeMinutes);
}
