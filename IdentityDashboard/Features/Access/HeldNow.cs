using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>
/// The one place that says which assignments hold now and whom they reach. Deciding, explaining, listing and counting
/// all begin here, so they can't disagree.
/// </summary>
internal static class HeldNow
{
    /// <summary>
    /// Those within their window, from its first moment until just before its last, at a node that neither is archived nor
    /// lies below one that is.
    /// </summary>
    public static IQueryable<Assignment> Assignments(DashboardDbContext db, DateTimeOffset now) => db.Assignments.Where(a =>
        (a.EffectiveFrom == null || a.EffectiveFrom <= now) && (a.EffectiveTo == null || a.EffectiveTo > now)
        && db.Nodes.Any(n => n.Id == a.NodeId && !n.IsArchived));

    /// <summary>Those that reach a node: given there or at a node above it.</summary>
    public static IQueryable<Assignment> Reaching(DashboardDbContext db, IQueryable<Assignment> assignments, Guid nodeId) =>
        assignments.Where(a => db.NodeLineage.Any(l => l.DescendantId == nodeId && l.AncestorId == a.NodeId));

    /// <summary>
    /// The same for the few of one person, looked up one by one: as a value of its own the database can't turn it round and
    /// begin with all that was ever given at or above the node.
    /// </summary>
    public static IQueryable<Assignment> FewReaching(DashboardDbContext db, IQueryable<Assignment> assignments, Guid nodeId) =>
        assignments.Where(a => db.NodeLineage.Where(l => l.DescendantId == nodeId && l.AncestorId == a.NodeId).Select(l => (int?)l.Distance).FirstOrDefault() != null);

    /// <summary>Those whose role has the permission.</summary>
    public static IQueryable<Assignment> Granting(DashboardDbContext db, IQueryable<Assignment> assignments, string permission) =>
        assignments.Where(a => db.RolePermissions.Any(g => g.RoleId == a.RoleId && db.Permissions.Any(p => p.Id == g.PermissionId && p.Key == permission)));

    /// <summary>
    /// Those of a person, directly or through groups, which may bring the same one twice; none unless the person is active.
    /// From the person's own rows, never from the node's: at a root there may be a million.
    /// </summary>
    public static IQueryable<Assignment> Of(DashboardDbContext db, IQueryable<Assignment> assignments, Guid identityId, DateTimeOffset now)
    {
        var direct = assignments.Where(a => a.IdentityId == identityId);
        var grouped = from groupId in Memberships.GroupsOf(db, identityId, now)
                      join assignment in assignments on groupId equals assignment.GroupId
                      select assignment;
        return direct.Concat(grouped).Where(_ => db.Identities.Any(i => i.Id == identityId && i.State == PrincipalState.Active));
    }

    /// <summary>The active people whom any of these reach, each once.</summary>
    public static IQueryable<Guid> People(DashboardDbContext db, IQueryable<Assignment> assignments, DateTimeOffset now)
    {
        var direct = assignments.Where(a => a.IdentityId != null).Select(a => a.IdentityId!.Value);
        var grouped = from assignment in assignments
                      join member in Memberships.Now(db, now) on assignment.GroupId equals member.GroupId
                      select member.IdentityId;
        return direct.Union(grouped).Where(id => db.Identities.Any(i => i.Id == id && i.State == PrincipalState.Active));
    }

    /// <summary>Those of these people who hold the permission at the node, and are active; from their own rows, in three statements, however many.</summary>
    public static async Task<IReadOnlyList<Guid>> HoldersAsync(
        DashboardDbContext db, IReadOnlyCollection<Guid> identityIds, string permission, Guid nodeId, DateTimeOffset now, CancellationToken ct)
    {
        if (identityIds.Count == 0) return [];
        var granting = Granting(db, Reaching(db, Assignments(db, now), nodeId), permission);
        var active = await db.Identities.Where(i => identityIds.Contains(i.Id) && i.State == PrincipalState.Active).Select(i => i.Id).ToListAsync(ct);
        var direct = await granting.Where(a => a.IdentityId != null && active.Contains(a.IdentityId.Value)).Select(a => a.IdentityId!.Value).ToListAsync(ct);
        var grouped = await (from member in Memberships.Now(db, now)
                             where active.Contains(member.IdentityId)
                             join assignment in granting on member.GroupId equals assignment.GroupId
                             select member.IdentityId).ToListAsync(ct);
        return [.. direct.Concat(grouped).Distinct()];
    }
}
