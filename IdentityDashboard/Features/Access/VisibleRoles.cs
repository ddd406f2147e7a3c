using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>The roles people hold, as far as whoever asks sees.</summary>
internal sealed class VisibleRoles(IDbContextFactory<DashboardDbContext> dbs, AccessQueries roles, SightService sights)
{
    /// <summary>In one environment, or in all when none is given.</summary>
    public async Task<ILookup<Guid, HeldRole>> HeldByAsync(Actor actor, IReadOnlyCollection<Guid> identityIds, Guid? environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = environmentId is { } environment ? await sights.InAsync(db, actor, environment, ct) : await sights.OfAsync(db, actor, ct);
        var held = await roles.HeldByAsync(actor.AccountId, identityIds, environmentId, ct);
        if (sight.Everywhere) return held;
        var all = held.SelectMany(h => h).ToList();
        var seen = await SightService.SeenAsync(db, sight, [.. all.Select(h => h.Grant.NodeId).Distinct()], ct);
        return all.Where(h => seen.Contains(h.Grant.NodeId)).ToLookup(h => h.SubjectId);
    }
}
