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

    /// <summary>Those whose role has the permission.</summary>
    public static IQueryable<Assignment> Granting(DashboardDbContext db, IQueryable<Assignment> assignments, string permission) =>
        assignments.Where(a => db.RolePermissions.Any(g => g.RoleId == a.RoleId && db.Permissions.Any(p => p.Id == g.PermissionId && p.Key == permission)));

    /// <summary>
    /// Those of a person, directly or through groups; none unless the person is active, and none in an application that has
    /// them on hold (a membership that isn't active; no membership at all holds nothing back). From the person's own rows,
    /// never from the node's: at a root there may be a million.
    /// </summary>
    public static IQueryable<Assignment> Of(DashboardDbContext db, IQueryable<Assignment> assignments, Guid identityId)
    {
        var direct = assignments.Where(a => a.IdentityId == identityId);
        var grouped = from member in db.GroupMembers
                      where member.IdentityId == identityId
                      join assignment in assignments on member.GroupId equals assignment.GroupId
                      select assignment;
        return direct.Concat(grouped).Where(a => db.Identities.Any(i => i.Id == identityId && i.State == PrincipalState.Active)
            && !db.AppMemberships.Any(m => m.IdentityId == identityId && m.State != MembershipState.Active && db.Environments.Any(e => e.Id == a.EnvironmentId && e.ApplicationId == m.ApplicationId)));
    }

    /// <summary>The active people whom any of these reach, each once.</summary>
    public static IQueryable<Guid> People(DashboardDbContext db, IQueryable<Assignment> assignments)
    {
        var direct = assignments.Where(a => a.IdentityId != null
                && !db.AppMemberships.Any(m => m.IdentityId == a.IdentityId && m.State != MembershipState.Active && db.Environments.Any(e => e.Id == a.EnvironmentId && e.ApplicationId == m.ApplicationId)))
            .Select(a => a.IdentityId!.Value);
        var grouped = from assignment in assignments
                      join member in db.GroupMembers on assignment.GroupId equals member.GroupId
                      where !db.AppMemberships.Any(m => m.IdentityId == member.IdentityId && m.State != MembershipState.Active && db.Environments.Any(e => e.Id == assignment.EnvironmentId && e.ApplicationId == m.ApplicationId))
                      select member.IdentityId;
        return direct.Union(grouped).Where(id => db.Identities.Any(i => i.Id == id && i.State == PrincipalState.Active));
    }
}
