using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>
/// Asks before a dangerous act whether the person at the keyboard has lately shown who they are: an open session may be
/// somebody else's hands (A31). Programs with a key and the app itself have nothing to show.
/// </summary>
internal sealed class SessionGuard(TimeProvider clock)
{
    /// <summary>So long after a sign-in, or after showing it again, nobody is asked.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>The page answers it by asking for the password or a passkey, and then tries again.</summary>
    public static readonly Error Stale = new("reauthentication_required", 403, "Show that it’s you, then this goes on.");

    /// <summary>Null when the act may go on.</summary>
    public async Task<Error?> ProblemAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        if (actor.Session is not { } session) return null;
        var since = clock.GetUtcNow() - Fresh;
        return await db.UserSessions.AnyAsync(s => s.Id == session && s.IdentityId == actor.Id && s.EndedAt == null && s.AuthenticatedAt > since, ct) ? null : Stale;
    }
}
