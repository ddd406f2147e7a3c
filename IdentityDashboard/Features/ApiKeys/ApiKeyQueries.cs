using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.ApiKeys;

/// <param name="IsReplaced">It was rolled; another has taken its place.</param>
/// <param name="IsHeldBack">Its node is archived, so it can do nothing now.</param>
public sealed record ApiKeyRow(
    Guid Id, string Name, string Prefix, RoleAtNode Grant, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset? LastUsedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt,
    bool IsReplaced, bool IsHeldBack);

/// <param name="Ended">How many there are that don't work any more.</param>
public sealed record ApiKeyList(IReadOnlyList<ApiKeyRow> Keys, int Working, int Ended);

/// <summary>The keys of an environment, as far as the actor manages them.</summary>
internal sealed class ApiKeyQueries(IDbContextFactory<DashboardDbContext> dbs, ApiKeyGuard guard, AccessQueries names, TimeProvider clock)
{
    /// <summary>Of the ended, the newest are shown.</summary>
    public const int MostEnded = 200;

    /// <summary>Those that work by name; then, if asked for, the ended, the last first.</summary>
    public async Task<Result<ApiKeyList>> ListAsync(Actor actor, Guid environmentId, bool ended, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await guard.SightAsync(db, actor, environmentId, ct);
        if (!sight.Succeeded) return sight.Error!;
        var working = KeysNow.Working(db, clock.GetUtcNow()).Select(k => k.Id);
        var seen = ApiKeyGuard.Seen(db, db.ApiKeys.AsNoTracking().Where(k => k.EnvironmentId == environmentId && k.AccountId == actor.AccountId), sight.Value);
        var keys = await seen.Where(k => working.Contains(k.Id)).ToListAsync(ct);
        var over = seen.Where(k => !working.Contains(k.Id));
        var past = ended ? await over.OrderByDescending(k => k.RevokedAt ?? k.ExpiresAt).ThenBy(k => k.Id).Take(MostEnded).ToListAsync(ct) : [];
        var all = keys.OrderBy(k => k.Name, StringComparer.OrdinalIgnoreCase).ThenBy(k => k.CreatedAt).Concat(past).ToList();
        return new ApiKeyList(await RowsAsync(db, actor.AccountId, all, ct), keys.Count, await over.CountAsync(ct));
    }

    private async Task<IReadOnlyList<ApiKeyRow>> RowsAsync(DashboardDbContext db, Guid accountId, List<ApiKey> keys, CancellationToken ct)
    {
        var grants = await names.NamesAsync(accountId, [.. keys.Select(k => (k.RoleId, k.NodeId))], ct);
        var nodes = keys.Select(k => k.NodeId).Distinct().ToList();
        var archived = (await db.Nodes.Where(n => nodes.Contains(n.Id) && n.IsArchived).Select(n => n.Id).ToListAsync(ct)).ToHashSet();
        return [.. keys.Select(k => new ApiKeyRow(
            k.Id, k.Name, k.Prefix, grants[(k.RoleId, k.NodeId)], k.CreatedByName, k.CreatedAt, k.LastUsedAt, k.ExpiresAt, k.RevokedAt, k.ReplacedById is not null, archived.Contains(k.NodeId)))];
    }
}
