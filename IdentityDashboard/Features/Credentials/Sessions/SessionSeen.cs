using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>Notes when sessions and people were last seen, to the minute.</summary>
internal static class SessionSeen
{
    public static async Task NoteAsync(DashboardDbContext db, IReadOnlyCollection<SessionStanding> active, DateTimeOffset now, CancellationToken ct)
    {
        var sessions = active.Where(s => now - s.LastSeenAt >= SessionEntry.SeenEvery).Select(s => s.Id).ToList();
        if (sessions.Count > 0) await db.UserSessions.Where(s => sessions.Contains(s.Id)).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, now), ct);
        var people = active.Where(s => now - s.PersonSeenAt >= SessionEntry.SeenEvery).Select(s => s.IdentityId).Distinct().ToList();
        if (people.Count > 0) await db.Identities.Where(i => people.Contains(i.Id)).ExecuteUpdateAsync(s => s.SetProperty(i => i.LastSeenAt, now), ct);
    }
}
