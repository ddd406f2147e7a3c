using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Assignments;

/// <summary>
/// An environment always keeps an Admin at its root who can act. Whatever takes an assignment away asks here first.
/// </summary>
internal static class LastAdminRule
{
    /// <summary>A root that has an Admin who can act.</summary>
    /// <param name="Lasts">One of them has no end.</param>
    public sealed record AdminRoot(Guid NodeId, bool Lasts);

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
    /// The roots at which this group, or one it stands in, gives Admin, and whether an Admin without an end is there. For
    /// acts that change who is in a group: ask before, within the transaction, and give the answer to <see cref="StaysAsync"/> after.
    /// </summary>
    public static async Task<IReadOnlyList<AdminRoot>> OfGroupAsync(DashboardDbContext db, Guid groupId, DateTimeOffset now, CancellationToken ct)
    {
        var given = from above in Memberships.Upwards(db, groupId)
                    join assignment in db.Assignments on above equals assignment.GroupId
                    select assignment;
        var found = new List<AdminRoot>();
        foreach (var root in (await AtRoots(db, given).Select(a => a.NodeId).Distinct().ToListAsync(ct)).Order())
        {
            await db.Nodes.Where(n => n.Id == root).ExecuteUpdateAsync(s => s.SetProperty(n => n.Name, n => n.Name), ct);
            var admins = await EffectiveAsync(db, root, now, ct);
            if (admins.Count > 0) found.Add(new AdminRoot(root, admins.Exists(a => !a.Ends)));
        }

        return found;
    }

    /// <summary>Whether each of these roots still has an Admin, one without an end if it had one.</summary>
    public static async Task<bool> StaysAsync(DashboardDbContext db, IReadOnlyList<AdminRoot> before, DateTimeOffset now, CancellationToken ct)
    {
        foreach (var root in before)
        {
            if (!(await EffectiveAsync(db, root.NodeId, now, ct)).Exists(a => !root.Lasts || !a.Ends)) return false;
        }

        return true;
    }

    /// <summary>Assignments of the built-in role Admin at a root.</summary>
    private static IQueryable<Assignment> AtRoots(DashboardDbContext db, IQueryable<Assignment> assignments) => assignments.Where(a =>
        db.Roles.Any(r => r.Id == a.RoleId && r.IsBuiltIn && r.Name == BuiltInRoles.Admin) && db.Nodes.Any(n => n.Id == a.NodeId && n.ParentId == null));

    /// <summary>Those that hold now and reach somebody active, the oldest first. One of a group ends when nobody's membership lasts.</summary>
    private static Task<List<Admin>> EffectiveAsync(DashboardDbContext db, Guid root, DateTimeOffset now, CancellationToken ct)
    {
        var members = Memberships.Now(db, now).Where(m => db.Identities.Any(i => i.Id == m.IdentityId && i.State == PrincipalState.Active));
        return AtRoots(db, HeldNow.Assignments(db, now)).Where(a => a.NodeId == root
                && (db.Identities.Any(i => i.Id == a.IdentityId && i.State == PrincipalState.Active) || members.Any(m => m.GroupId == a.GroupId)))
            .OrderBy(a => a.CreatedAt).ThenBy(a => a.Id)
            .Select(a => new Admin(a.Id, a.EffectiveTo != null || (a.GroupId != null && !members.Any(m => m.GroupId == a.GroupId && m.Until == null)))).ToListAsync(ct);
    }
}
