using System.Text.Json;
using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Audit;

/// <summary>Who changed a field last, and when.</summary>
public sealed record ChangedBy(string Who, DateTimeOffset At);

/// <summary>For those whose edit met somebody else's: who that was. The caller has asked whether they may know.</summary>
internal static class ChangesSince
{
    private const int MostEntries = 50;

    /// <summary>Field to its latest change, as the audit names fields.</summary>
    public static async Task<IReadOnlyDictionary<string, ChangedBy>> ChangedSinceAsync(
        this DashboardDbContext db, Guid accountId, Guid targetId, DateTimeOffset since, CancellationToken ct)
    {
        var newest = await db.AuditEntries.AsNoTracking().Where(e => e.AccountId == accountId && e.TargetId == targetId)
            .OrderByDescending(e => e.Sequence).Take(MostEntries).Select(e => new { e.ActorName, e.At, e.Changes }).ToListAsync(ct);
        var found = new Dictionary<string, ChangedBy>(StringComparer.Ordinal);
        foreach (var entry in newest.Where(e => e.At >= since))
        {
            foreach (var field in JsonSerializer.Deserialize<Dictionary<string, string?[]>>(entry.Changes)!.Keys) found.TryAdd(field, new ChangedBy(entry.ActorName, entry.At));
        }

        return found;
    }
}
