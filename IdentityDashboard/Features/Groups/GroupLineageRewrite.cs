using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Groups;

/// <summary>Brings the lineage of groups up to date when one is put into another or taken out: at most two statements, however many.</summary>
internal static class GroupLineageRewrite
{
    /// <summary>After the edge was written. Everything in the child comes under the parent and all that the parent stands in.</summary>
    public static async Task JoinAsync(DashboardDbContext db, Guid parentId, Guid childId, CancellationToken ct)
    {
        await RowLocks.PlanAnewAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO group_lineage (descendant_id, ancestor_id, distance)
             SELECT s.descendant_id, u.ancestor_id, s.distance + u.distance + 1
             FROM group_lineage s CROSS JOIN group_lineage u
             WHERE s.ancestor_id = {childId} AND u.descendant_id = {parentId}
             ON CONFLICT (descendant_id, ancestor_id) DO UPDATE SET distance = excluded.distance WHERE excluded.distance < group_lineage.distance
             """, ct);
    }

    /// <summary>After the edge was taken away: what is held together by another way stays.</summary>
    public static Task PartAsync(DashboardDbContext db, Guid parentId, Guid childId, CancellationToken ct) => CutAsync(db, parentId, childId, from: 0, ct);

    /// <summary>After all edges of a group were taken away, and before it goes itself.</summary>
    public static Task LeaveAsync(DashboardDbContext db, Guid groupId, CancellationToken ct) => CutAsync(db, groupId, groupId, from: 1, ct);

    /// <summary>
    /// Only pairs of one at or below <paramref name="childId"/> and one at or above <paramref name="parentId"/> can have
    /// lost their way: no other pair's ways led through here. They go, and come back where a way is left. Such a way has one
    /// edge that leaves what lies below; before that edge and after it, the pairs that stayed are right, distance and all.
    /// </summary>
    private static async Task CutAsync(DashboardDbContext db, Guid parentId, Guid childId, int from, CancellationToken ct)
    {
        await RowLocks.PlanAnewAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             DELETE FROM group_lineage
             WHERE (descendant_id, ancestor_id) IN (
                 SELECT s.descendant_id, u.ancestor_id FROM group_lineage s CROSS JOIN group_lineage u
                 WHERE s.ancestor_id = {childId} AND s.distance >= {from} AND u.descendant_id = {parentId} AND u.distance >= {from})
             """, ct);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO group_lineage (descendant_id, ancestor_id, distance)
             SELECT low.descendant_id, high.ancestor_id, MIN(low.distance + 1 + high.distance)
             FROM group_lineage low
             JOIN group_parents edge ON edge.child_id = low.ancestor_id
             JOIN group_lineage high ON high.descendant_id = edge.parent_id
             WHERE low.descendant_id IN (SELECT s.descendant_id FROM group_lineage s WHERE s.ancestor_id = {childId} AND s.distance >= {from})
               AND high.ancestor_id IN (SELECT u.ancestor_id FROM group_lineage u WHERE u.descendant_id = {parentId} AND u.distance >= {from})
             GROUP BY low.descendant_id, high.ancestor_id
             """, ct);
    }
}
