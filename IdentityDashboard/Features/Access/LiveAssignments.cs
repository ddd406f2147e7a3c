using IdentityDashboard.Data;

namespace IdentityDashboard.Features.Access;

/// <summary>Which assignments count.</summary>
internal static class LiveAssignments
{
    /// <summary>Within their time, and at a node that neither is archived nor lies below one that is.</summary>
    public static IQueryable<Assignment> LiveAssignmentsAt(this DashboardDbContext db, DateTimeOffset now) => db.Assignments.Where(a =>
        (a.EffectiveFrom == null || a.EffectiveFrom <= now) && (a.EffectiveTo == null || a.EffectiveTo > now)
        && db.Nodes.Any(n => n.Id == a.NodeId && !n.IsArchived));
}
