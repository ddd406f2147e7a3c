using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>A person and an environment in which nothing they were given counts.</summary>
internal sealed record Hold
{
    public Guid IdentityId { get; init; }

    public Guid EnvironmentId { get; init; }
}

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
    /// Those of a person, directly or through groups, which may bring the same one twice; none unless the person is active, and
    /// none in an environment where they are on hold. From the person's own rows, never from the node's: at a root there may
    /// be a million.
    /// </summary>
    public static IQueryable<Assignment> Of(DashboardDbContext db, IQueryable<Assignment> assignments, Guid identityId, DateTimeOffset now)
    {
        var counting = NotOnHold(db, assignments, identityId);
        var direct = counting.Where(a => a.IdentityId == identityId);
        var grouped = from groupId in Memberships.GroupsOf(db, identityId, now)
                      join assignment in counting on groupId equals assignment.GroupId
                      select assignment;
        return direct.Concat(grouped).Where(a => db.Identities.Any(i => i.Id == identityId && i.State == PrincipalState.Active));
    }

    /// <summary>Without those of environments where the person is on hold.</summary>
    public static IQueryable<Assignment> NotOnHold(DashboardDbContext db, IQueryable<Assignment> assignments, Guid identityId)
    {
        var holds = Holds(db);
        return assignments.Where(a => !holds.Any(h => h.IdentityId == identityId && h.EnvironmentId == a.EnvironmentId));
    }

    /// <summary>
    /// Where people are on hold: in all environments of an application their membership of which isn't active. No membership
    /// at all holds nothing back.
    /// </summary>
    public static IQueryable<Hold> Holds(DashboardDbContext db) =>
        from membership in db.AppMemberships
        where membership.State != MembershipState.Active
        join environment in db.Environments on membership.ApplicationId equals environment.ApplicationId
        select new Hold { IdentityId = membership.IdentityId, EnvironmentId = environment.Id };

    /// <summary>The active people whom any of these reach and who aren't on hold there, each once.</summary>
    public static IQueryable<Guid> People(DashboardDbContext db, IQueryable<Assignment> assignments, DateTimeOffset now) => Reached(db, assignments, now).Distinct();

    /// <summary>
    /// How many people these reach, counted up to the limit. A role may be everybody's, so a few rows are read, and more only
    /// while the same people come again and again.
    /// </summary>
    public static async Task<CappedCount> CountPeopleAsync(DashboardDbContext db, IQueryable<Assignment> assignments, DateTimeOffset now, CancellationToken ct)
    {
        for (var take = CappedCount.Limit + 1; ; take *= 4)
        {
            var read = await Reached(db, assignments, now).Take(take).ToListAsync(ct);
            var people = read.Distinct().Count();
            if (read.Count < take || people > CappedCount.Limit) return CappedCount.From(people);
        }
    }

    /// <summary>Those of these people who hold the permission at the node, are active and not on hold there; from their own rows, in three statements, however many.</summary>
    public static async Task<IReadOnlyList<Guid>> HoldersAsync(
        DashboardDbContext db, IReadOnlyCollection<Guid> identityIds, string permission, Guid nodeId, DateTimeOffset now, CancellationToken ct)
    {
        if (identityIds.Count == 0) return [];
        var granting = Granting(db, Reaching(db, Assignments(db, now), nodeId), permission);
        var holds = Holds(db).Where(h => db.Nodes.Any(n => n.Id == nodeId && n.EnvironmentId == h.EnvironmentId));
        var active = await db.Identities.Where(i => identityIds.Contains(i.Id) && i.State == PrincipalState.Active && !holds.Any(h => h.IdentityId == i.Id)).Select(i => i.Id).ToListAsync(ct);
        var direct = await granting.Where(a => a.IdentityId != null && active.Contains(a.IdentityId.Value)).Select(a => a.IdentityId!.Value).ToListAsync(ct);
        var grouped = await (from member in Memberships.Now(db, now)
                             where active.Contains(member.IdentityId)
                             join assignment in granting on member.GroupId equals assignment.GroupId
                             select member.IdentityId).ToListAsync(ct);
        return [.. direct.Concat(grouped).Distinct()];
    }

    private static IQueryable<Guid> Reached(DashboardDbContext db, IQueryable<Assignment> assignments, DateTimeOffset now)
    {
        var holds = Holds(db);
        var direct = assignments.Where(a => a.IdentityId != null && !holds.Any(h => h.IdentityId == a.IdentityId && h.EnvironmentId == a.EnvironmentId)).Select(a => a.IdentityId!.Value);
        var grouped = from assignment in assignments
                      join member in Memberships.Now(db, now) on assignment.GroupId equals member.GroupId
                      where !holds.Any(h => h.IdentityId == member.IdentityId && h.EnvironmentId == assignment.EnvironmentId)
                      select member.IdentityId;
        return direct.Concat(grouped).Where(id => db.Identities.Any(i => i.Id == id && i.State == PrincipalState.Active));
    }
}
