using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>A node somebody may request a role at.</summary>
public sealed record PlaceChoice(Guid Id, string Path);

/// <param name="More">There are more than these: they are found by typing.</param>
public sealed record PlaceChoices(IReadOnlyList<PlaceChoice> Places, bool More);

/// <summary>Where a flow offers a role: its nodes, and those below them where it says so.</summary>
internal sealed class FlowPlaces(IDbContextFactory<DashboardDbContext> dbs, FlowRules rules, AccessQueries access)
{
    public const int Most = 100;

    /// <param name="text">A part of the node's name; null for the first, those offered themselves before what is below.</param>
    public async Task<PlaceChoices> FindAsync(Actor actor, Guid flowId, Guid roleId, string? text, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var flow = await FlowRules.FindAsync(db, actor.AccountId, flowId, ct);
        if (flow is not { ArchivedAt: null } || !await rules.MayRequestAsync(db, actor.Id, flow, ct)) return new PlaceChoices([], false);
        var offered = await db.AccessFlowGrants.Where(g => g.FlowId == flowId && g.RoleId == roleId).Select(g => new { g.NodeId, g.Below }).ToListAsync(ct);
        var own = offered.ConvertAll(g => g.NodeId);
        var above = offered.Where(g => g.Below).Select(g => g.NodeId).ToList();
        var below = db.NodeLineage.Where(l => above.Contains(l.AncestorId)).Select(l => l.DescendantId);
        var nodes = string.IsNullOrWhiteSpace(text) ? db.Nodes.Where(n => n.AccountId == actor.AccountId) : access.NodesNamed(db, actor.AccountId, flow.EnvironmentId, text);
        var found = await nodes.Where(n => !n.IsArchived && (own.Contains(n.Id) || below.Contains(n.Id)))
            .OrderByDescending(n => own.Contains(n.Id)).ThenBy(n => n.Name).ThenBy(n => n.Id).Take(Most + 1).Select(n => n.Id).ToListAsync(ct);
        var shown = found.Take(Most).ToList();
        var paths = await AccessQueries.PathsAsync(db, shown, ct);
        return new PlaceChoices([.. shown.Select(id => new PlaceChoice(id, paths[id])).OrderByDescending(p => own.Contains(p.Id)).ThenBy(p => p.Path, StringComparer.OrdinalIgnoreCase)], found.Count > Most);
    }
}
