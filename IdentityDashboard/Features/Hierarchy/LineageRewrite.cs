using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>Brings the lineage and the archived marks of whole subtrees up to date, a fixed number of statements each.</summary>
internal static class LineageRewrite
{
    /// <summary>Up to here any plan is quick.</summary>
    private const int Few = 200;

    /// <summary>Everything at and below the node leaves the nodes it stood under and comes under its new parent and all above that.</summary>
    /// <param name="nodes">How many they are.</param>
    public static async Task MoveAsync(DashboardDbContext db, Guid nodeId, int nodes, Guid newParentId, CancellationToken ct)
    {
        if (nodes > Few) await RowLocks.PlanForManyAsync(db, ct);
        else await RowLocks.PlanAnewAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             DELETE FROM node_lineage
             WHERE (descendant_id, ancestor_id) IN (
                 SELECT s.descendant_id, u.ancestor_id FROM node_lineage s CROSS JOIN node_lineage u
                 WHERE s.ancestor_id = {nodeId} AND u.descendant_id = {nodeId} AND u.distance > 0)
             """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO node_lineage (descendant_id, ancestor_id, distance)
             SELECT s.descendant_id, u.ancestor_id, s.distance + u.distance + 1
             FROM node_lineage s CROSS JOIN node_lineage u
             WHERE s.ancestor_id = {nodeId} AND u.descendant_id = {newParentId}
             """, ct);
    }

    /// <summary>Marks the node and everything below it as archived.</summary>
    public static Task ArchiveAsync(DashboardDbContext db, Guid nodeId, CancellationToken ct) =>
        Below(db, nodeId).ExecuteUpdateAsync(s => s.SetProperty(n => n.IsArchived, true), ct);

    /// <summary>Takes the mark from the node and everything below it, save what was archived by itself.</summary>
    public static Task RestoreAsync(DashboardDbContext db, Guid nodeId, CancellationToken ct) =>
        Below(db, nodeId).ExecuteUpdateAsync(s => s.SetProperty(n => n.IsArchived,
            n => db.NodeLineage.Any(l => l.DescendantId == n.Id && db.Nodes.Any(a => a.Id == l.AncestorId && a.ArchivedAt != null))), ct);

    private static IQueryable<Node> Below(DashboardDbContext db, Guid nodeId) =>
        db.Nodes.Where(n => db.NodeLineage.Where(l => l.AncestorId == nodeId).Select(l => l.DescendantId).Contains(n.Id));
}
