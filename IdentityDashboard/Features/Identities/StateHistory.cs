using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>A change of somebody's state as the audit tells it.</summary>
/// <param name="Before">The state before it, when the entry names one.</param>
public sealed record StateEntry(Guid PersonId, long Sequence, string Action, Guid ActorId, string ActorName, DateTimeOffset At, PrincipalState? Before);

/// <summary>Reads who changed somebody's state last: only that can be taken back.</summary>
internal sealed class StateHistory
{
    /// <summary>Those of <see cref="StateChange"/> first, in its order.</summary>
    private static readonly string[] Actions = [AuditActions.UserSuspended, AuditActions.UserActivated, AuditActions.UserDeleted, AuditActions.UserRestored, AuditActions.UserDeactivated];

    public static string ActionOf(StateChange change) => Actions[(int)change];

    /// <summary>Per person the newest entry, if there is one.</summary>
    public async Task<Dictionary<Guid, StateEntry>> LastAsync(DashboardDbContext db, IReadOnlyCollection<Guid> people, CancellationToken ct)
    {
        var newest = db.AuditEntries.Where(e => people.Contains(e.TargetId) && Actions.Contains(e.Action)).GroupBy(e => e.TargetId).Select(g => g.Max(e => e.Sequence));
        var rows = await db.AuditEntries.Where(e => newest.Contains(e.Sequence))
            .Select(e => new { e.TargetId, e.Sequence, e.Action, e.ActorId, e.ActorName, e.At, e.Changes }).ToListAsync(ct);
        return rows.ToDictionary(r => r.TargetId, r => new StateEntry(r.TargetId, r.Sequence, r.Action, r.ActorId, r.ActorName, r.At, Before(r.Changes)));
    }

    private static PrincipalState? Before(string changes) =>
        JsonSerializer.Deserialize<Dictionary<string, string?[]>>(changes) is { } fields && fields.TryGetValue("state", out var pair)
            && Enum.TryParse<PrincipalState>(pair.FirstOrDefault(), ignoreCase: true, out var state) && state != PrincipalState.Deleted ? state : null;
}
