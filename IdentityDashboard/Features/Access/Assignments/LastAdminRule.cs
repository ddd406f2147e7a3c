using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Assignments;

/// <summary>
/// An environment always keeps an Admin at its root who can act. Whatever takes an assignment away asks here first.
/// </summary>
internal static class LastAdminRule
{
    private sealed record Admin(Guid Id, bool Ends);

    /// <summary>
    /// Which of these assignments have to stay, so that each root keeps an Admin, one without an end if it has one now.
    /// Call it within the transaction of the act, before writing: it writes the root's row first, so that such acts wait
    /// for each other and each sees what the one before left.
    /// </summary>
    public static async Task<IReadOnlySet<Guid>> MustStayAsync(DashboardDbContext db, IReadOnlyCollection<Guid> going, DateTimeOffset now, CancellationToken ct)
    {
        var stay = new HashSet<Guid>();
        var roots = await AtRoots(db, db.Assignments).Where(a => going.Contains(a.Id)).Select(a => a.NodeId).Distinct().ToListAsync(ct);
        foreach (var root in roots.Order())
        {
            await db.Nodes.Where(n => n.Id == root).ExecuteUpdateAsync(s => s.SetProperty(n => n.Name, n => n.Name), ct);
            var admins = await EffectiveAsync(db, root, now, ct);
            var leaving = admins.Where(a => going.Contains(a.Id)).ToList();
            var remaining = admins.Where(a => !going.Contains(a.Id)).ToList();
            var lasting = leaving.Exists(a => !a.Ends);
            if (leaving.Count > 0 && !remaining.Exists(a => !lasting || !a.Ends)) stay.Add((leaving.Find(a => !a.Ends) ?? leaving[0]).Id);
        }

        return stay;
    }

    /// <summary>
    /// Carries out an act that takes rights without taking assignments, and says whether each of these roots kept what it
    /// had: an Admin, one without an end. When not, the caller rolls back. The roots' rows are written first, as above.
    /// </summary>
    public static async Task<bool> KeptAsync(DashboardDbContext db, IReadOnlyCollection<Guid> roots, DateTimeOffset now, Func<Task> act, CancellationToken ct)
    {
        var before = new Dictionary<Guid, List<Admin>>();
        foreach (var root in roots.Order())
        {
            await db.Nodes.Where(n => n.Id == root).ExecuteUpdateAsync(s => s.SetProperty(n => n.Name, n => n.Name), ct);
            before[root] = await EffectiveAsync(db, root, now, ct);
        }

        await act();
        foreach (var (root, had) in before.Where(b => b.Value.Count > 0))
        {
            var has = await EffectiveAsync(db, root, now, ct);
            if (!has.Exists(a => !a.Ends || had.TrueForAll(h => h.Ends))) return false;
        }

        return true;
    }

    /// <summary>Assignments of the built-in role Admin at a root.</summary>
    private static IQueryable<Assignment> AtRoots(DashboardDbContext db, IQueryable<Assignment> assignments) => assignments.Where(a =>
        db.Roles.Any(r => r.Id == a.RoleId && r.IsBuiltIn && r.Name == BuiltInRoles.Admin) && db.Nodes.Any(n => n.Id == a.NodeId && n.ParentId == null));

    /// <summary>Those that hold now and reach somebody active, the oldest first.</summary>
    private static Task<List<Admin>> EffectiveAsync(DashboardDbContext db, Guid root, DateTimeOffset now, CancellationToken ct) =>
        AtRoots(db, HeldNow.Assignments(db, now)).Where(a => a.NodeId == root
                && (db.Identities.Any(i => i.Id == a.IdentityId && i.State == PrincipalState.Active && !db.AppMemberships.Any(
                        h => h.IdentityId == i.Id && h.State != MembershipState.Active && db.Environments.Any(e => e.Id == a.EnvironmentId && e.ApplicationId == h.ApplicationId)))
                    || db.GroupMembers.Any(m => m.GroupId == a.GroupId && db.Identities.Any(i => i.Id == m.IdentityId && i.State == PrincipalState.Active) && !db.AppMemberships.Any(
                        h => h.IdentityId == m.IdentityId && h.State != MembershipState.Active && db.Environments.Any(e => e.Id == a.EnvironmentId && e.ApplicationId == h.ApplicationId)))))
            .OrderBy(a => a.CreatedAt).ThenBy(a => a.Id).Select(a => new Admin(a.Id, a.EffectiveTo != null)).ToListAsync(ct);
}
