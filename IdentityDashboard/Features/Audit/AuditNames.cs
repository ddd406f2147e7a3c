using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Audit;

/// <summary>Names to filter the audit by, for those it is open to.</summary>
internal sealed class AuditNames(IDbContextFactory<DashboardDbContext> dbs, IAuditReaders readers, IEnumerable<IAuditSubjects> subjects)
{
    private const int Shown = 8;

    /// <summary>People and API keys, and the system, by the beginning or a part of their names.</summary>
    public async Task<IReadOnlyList<AuditSubject>> ActorsAsync(Actor actor, string text, CancellationToken ct)
    {
        var found = await FindAsync(actor, text, subjects.Where(s => s.Act), ct);
        return found is not null && AuditSubject.System.Name.StartsWith(text, StringComparison.OrdinalIgnoreCase) ? [.. found, AuditSubject.System] : found ?? [];
    }

    /// <summary>People, groups and whatever else has a name to choose by.</summary>
    public async Task<IReadOnlyList<AuditSubject>> TargetsAsync(Actor actor, string text, CancellationToken ct) => await FindAsync(actor, text, subjects, ct) ?? [];

    /// <summary>What the record calls them, which holds for the deleted too; null where it doesn't know the id.</summary>
    public async Task<(string? Actor, string? Target)> OfAsync(Actor actor, Guid? actorId, Guid? targetId, CancellationToken ct)
    {
        if (actorId is null && targetId is null) return (null, null);
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await readers.MayReadAllAsync(db, actor, ct)) return (null, null);
        var acted = actorId == Guid.Empty ? AuditSubject.System.Name : await ActedAsync(db, actor.AccountId, actorId, ct) ?? await SufferedAsync(db, actor.AccountId, actorId, ct);
        return (acted, await SufferedAsync(db, actor.AccountId, targetId, ct) ?? await ActedAsync(db, actor.AccountId, targetId, ct));
    }

    private static async Task<string?> ActedAsync(DashboardDbContext db, Guid account, Guid? id, CancellationToken ct) => id is null
        ? null
        : await db.AuditEntries.Where(e => e.ActorId == id && e.AccountId == account).OrderByDescending(e => e.Sequence).Select(e => e.ActorName).FirstOrDefaultAsync(ct);

    private static async Task<string?> SufferedAsync(DashboardDbContext db, Guid account, Guid? id, CancellationToken ct) => id is null
        ? null
        : await db.AuditEntries.Where(e => e.TargetId == id && e.AccountId == account).OrderByDescending(e => e.Sequence).Select(e => e.TargetName).FirstOrDefaultAsync(ct);

    private async Task<IReadOnlyList<AuditSubject>?> FindAsync(Actor actor, string text, IEnumerable<IAuditSubjects> kinds, CancellationToken ct)
    {
        await using (var db = await dbs.CreateDbContextAsync(ct))
        {
            if (!await readers.MayReadAllAsync(db, actor, ct)) return null;
        }

        var found = new List<AuditSubject>();
        foreach (var kind in kinds) found.AddRange(await kind.FindAsync(actor.AccountId, text.Trim(), Shown, ct));
        return found;
    }
}
