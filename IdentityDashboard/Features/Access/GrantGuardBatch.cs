using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>The rules of <see cref="GrantGuard"/> for many people at once: a fixed number of statements, however many.</summary>
internal sealed class GrantGuardBatch(AccessService access)
{
    private sealed record Grant(Guid PersonId, Guid RoleId, Guid NodeId);

    private sealed record Place(Guid PersonId, Guid NodeId);

    /// <summary>Those of these people on whom the actor may use the permission: <see cref="GrantGuard.CoversAsync"/>.</summary>
    public Task<IReadOnlySet<Guid>> CoveredAsync(DashboardDbContext db, Actor actor, string permission, IReadOnlyCollection<Guid> identityIds, CancellationToken ct) =>
        CoveredAsync(db, actor, [permission], permission, identityIds, ct);

    /// <summary>Those of these people whom the actor may bring back with all they held: <see cref="GrantGuard.MayReturnAsync"/>.</summary>
    public Task<IReadOnlySet<Guid>> MayReturnAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<Guid> identityIds, CancellationToken ct) =>
        CoveredAsync(db, actor, [Permissions.IdentityManage, Permissions.AssignmentManage], Permissions.IdentityManage, identityIds, ct);

    /// <summary>May the actor give all of these roles at their nodes: <see cref="GrantGuard.CheckRoleAsync(DashboardDbContext, Actor, Guid, Guid, Guid, CancellationToken)"/>.</summary>
    public async Task<Error?> CheckRolesAsync(DashboardDbContext db, Actor actor, Guid environmentId, IReadOnlyCollection<(Guid Role, Guid Node)> pairs, CancellationToken ct) =>
        (await CheckEachAsync(db, actor, environmentId, pairs, ct)).Values.FirstOrDefault(e => e is not null);

    /// <summary>The same, answered for each of them.</summary>
    public async Task<IReadOnlyDictionary<(Guid Role, Guid Node), Error?>> CheckEachAsync(
        DashboardDbContext db, Actor actor, Guid environmentId, IReadOnlyCollection<(Guid Role, Guid Node)> pairs, CancellationToken ct)
    {
        var roles = pairs.Select(p => p.Role).Distinct().ToList();
        var nodes = pairs.Select(p => p.Node).Distinct().ToList();
        var known = (await db.Roles.Where(r => roles.Contains(r.Id) && r.EnvironmentId == environmentId && r.AccountId == actor.AccountId).Select(r => r.Id).ToListAsync(ct)).ToHashSet();
        var placed = (await db.Nodes.Where(n => nodes.Contains(n.Id) && n.EnvironmentId == environmentId && n.AccountId == actor.AccountId && !n.IsArchived).Select(n => n.Id).ToListAsync(ct)).ToHashSet();
        var held = await access.HeldAtAsync(db, actor, nodes, ct);
        var keys = await KeysAsync(db, roles, ct);
        return pairs.Distinct().ToDictionary(p => p, Error? (p) =>
            !known.Contains(p.Role) ? AccessErrors.RoleGone : !placed.Contains(p.Node) ? AccessErrors.NodeGone : MayGrant(p) ? null : AccessErrors.BeyondOwnRights);

        bool MayGrant((Guid Role, Guid Node) pair) =>
            actor.Kind == ActorKind.System || (held[pair.Node].Contains(Permissions.AssignmentManage) && held[pair.Node].IsSupersetOf(keys[pair.Role]));
    }

    /// <param name="atGrants">What it takes wherever a person holds something.</param>
    /// <param name="atRoots">What it takes at a root of their applications when they hold nothing.</param>
    private async Task<IReadOnlySet<Guid>> CoveredAsync(
        DashboardDbContext db, Actor actor, string[] atGrants, string atRoots, IReadOnlyCollection<Guid> identityIds, CancellationToken ct)
    {
        if (await access.IsOwnerAsync(db, actor, ct)) return identityIds.ToHashSet();
        var owners = (await db.AccountOwners.Where(o => identityIds.Contains(o.IdentityId)).Select(o => o.IdentityId).ToListAsync(ct)).ToHashSet();
        var people = identityIds.Where(id => !owners.Contains(id)).Distinct().ToList();

        var grants = (await GrantsAsync(db, people, ct)).ToLookup(g => g.PersonId);
        var idle = people.Where(id => !grants.Contains(id)).ToList();
        var roots = idle.Count == 0 ? [] : await RootsAsync(db, actor, idle, ct);
        var held = await access.HeldAtAsync(db, actor, [.. grants.SelectMany(g => g).Select(g => g.NodeId).Concat(roots.Select(r => r.NodeId)).Distinct()], ct);
        var keys = await KeysAsync(db, [.. grants.SelectMany(g => g).Select(g => g.RoleId).Distinct()], ct);

        var rooted = roots.Where(r => held[r.NodeId].Contains(atRoots)).Select(r => r.PersonId).ToHashSet();
        return people.Where(id => grants.Contains(id)
            ? grants[id].All(g => held[g.NodeId].IsSupersetOf(atGrants) && held[g.NodeId].IsSupersetOf(keys[g.RoleId]))
            : rooted.Contains(id)).ToHashSet();
    }

    private static async Task<List<Grant>> GrantsAsync(DashboardDbContext db, List<Guid> people, CancellationToken ct)
    {
        var direct = await db.Assignments.Where(a => a.IdentityId != null && people.Contains(a.IdentityId.Value))
            .Select(a => new Grant(a.IdentityId!.Value, a.RoleId, a.NodeId)).Distinct().ToListAsync(ct);
        var members = await Memberships.Ever(db).Where(m => people.Contains(m.IdentityId) && db.Assignments.Any(a => a.GroupId == m.GroupId))
            .Select(m => new { m.IdentityId, m.GroupId }).Distinct().ToListAsync(ct);
        if (members.Count == 0) return direct;

        var groups = members.Select(m => m.GroupId).Distinct().ToList();
        var given = (await db.Assignments.Where(a => a.GroupId != null && groups.Contains(a.GroupId.Value))
            .Select(a => new { Group = a.GroupId!.Value, a.RoleId, a.NodeId }).Distinct().ToListAsync(ct)).ToLookup(a => a.Group);
        return [.. direct, .. members.SelectMany(m => given[m.GroupId].Select(g => new Grant(m.IdentityId, g.RoleId, g.NodeId)))];
    }

    private static Task<List<Place>> RootsAsync(DashboardDbContext db, Actor actor, List<Guid> people, CancellationToken ct) =>
        (from member in db.AppMemberships
         where people.Contains(member.IdentityId) && member.AccountId == actor.AccountId
         join environment in db.Environments on member.ApplicationId equals environment.ApplicationId
         join node in db.Nodes on environment.Id equals node.EnvironmentId
         where node.ParentId == null
         select new Place(member.IdentityId, node.Id)).ToListAsync(ct);

    private static async Task<ILookup<Guid, string>> KeysAsync(DashboardDbContext db, List<Guid> roles, CancellationToken ct) =>
        (await (from granted in db.RolePermissions
                where roles.Contains(granted.RoleId)
                join permission in db.Permissions on granted.PermissionId equals permission.Id
                select new { granted.RoleId, permission.Key }).ToListAsync(ct)).ToLookup(k => k.RoleId, k => k.Key);
}
