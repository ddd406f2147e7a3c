using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>How far somebody sees: everything, what lies at or below certain nodes, or nothing.</summary>
/// <param name="Nodes">The uppermost; none where everything is seen.</param>
public sealed record Sight(bool Everywhere, IReadOnlyList<Guid> Nodes)
{
    public static readonly Sight All = new(Everywhere: true, []);
    public static readonly Sight None = new(Everywhere: false, []);

    /// <summary>Whether anything is seen at all.</summary>
    public bool Any => Everywhere || Nodes.Count > 0;

    /// <summary>Only a part: what is read has to be limited to <see cref="Nodes"/>.</summary>
    public bool IsPart => !Everywhere && Nodes.Count > 0;
}

/// <summary>
/// What an administrator sees whose role lies at a node below the root: who holds something at or under the node, and
/// nothing else. Everybody who may read at a root sees as before. Begins with the actor's own few assignments.
/// </summary>
internal sealed class SightService(AccessService access, TimeProvider clock)
{
    /// <summary>In one environment, by the right to read people.</summary>
    public Task<Sight> InAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct) =>
        InAsync(db, actor, Permissions.IdentityRead, environmentId, ct);

    /// <param name="permission">Null for any.</param>
    public async Task<Sight> InAsync(DashboardDbContext db, Actor actor, string? permission, Guid environmentId, CancellationToken ct)
    {
        if (actor.Kind == ActorKind.System) return Sight.All;
        return await OverAsync(db, await PlacesAsync(db, actor, permission, environmentId, ct), ct);
    }

    /// <summary>Over the account: everything for Owners and those who may read at the root of any environment.</summary>
    public async Task<Sight> OfAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        if (await access.IsOwnerAsync(db, actor, ct)) return Sight.All;
        return await OverAsync(db, await PlacesAsync(db, actor, Permissions.IdentityRead, environmentId: null, ct), ct);
    }

    /// <summary>Over the account by roles below roots alone: for who may read at a root of one application and at a node of another.</summary>
    public async Task<Sight> BelowRootsAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        var places = await PlacesAsync(db, actor, Permissions.IdentityRead, environmentId: null, ct);
        return new Sight(Everywhere: false, await db.Nodes.Where(n => places.Contains(n.Id) && n.ParentId != null).Select(n => n.Id).ToListAsync(ct));
    }

    /// <summary>Those of these nodes that are seen.</summary>
    public static async Task<IReadOnlySet<Guid>> SeenAsync(DashboardDbContext db, Sight sight, IReadOnlyCollection<Guid> nodeIds, CancellationToken ct)
    {
        if (sight.Everywhere) return nodeIds.ToHashSet();
        if (!sight.Any || nodeIds.Count == 0) return new HashSet<Guid>();
        var tops = sight.Nodes;
        return (await db.NodeLineage.Where(l => nodeIds.Contains(l.DescendantId) && tops.Contains(l.AncestorId)).Select(l => l.DescendantId).Distinct().ToListAsync(ct)).ToHashSet();
    }

    public static async Task<bool> SeesNodeAsync(DashboardDbContext db, Sight sight, Guid nodeId, CancellationToken ct) => (await SeenAsync(db, sight, [nodeId], ct)).Count > 0;

    /// <summary>
    /// Why somebody can't be brought in by who manages people within this sight: below the root they come with a role at a
    /// node that lies there, or nobody who brought them in would see them again.
    /// </summary>
    public static async Task<Error?> NewcomerRefusalAsync(DashboardDbContext db, Sight managed, Guid? roleId, Guid? nodeId, CancellationToken ct)
    {
        if (managed.Everywhere) return null;
        if (roleId is null || nodeId is null) return AccessErrors.RoleNeeded;
        return await SeesNodeAsync(db, managed, nodeId.Value, ct) ? null : AccessErrors.NodeGone;
    }

    /// <summary>Has the person something that is seen and hasn't ended, themselves or through a group?</summary>
    public async Task<bool> SeesPersonAsync(DashboardDbContext db, Sight sight, Guid identityId, CancellationToken ct)
    {
        if (sight.Everywhere) return true;
        var given = Given(db, sight);
        return sight.Any && (await given.AnyAsync(a => a.IdentityId == identityId, ct)
            || await (from member in Members(db) where member.IdentityId == identityId join a in given on member.GroupId equals a.GroupId select a.Id).AnyAsync(ct));
    }

    /// <summary>The same for many people: those who have something that is seen.</summary>
    public async Task<IReadOnlySet<Guid>> SeenPeopleAsync(DashboardDbContext db, Sight sight, IReadOnlyCollection<Guid> identityIds, CancellationToken ct)
    {
        if (sight.Everywhere) return identityIds.ToHashSet();
        if (!sight.Any || identityIds.Count == 0) return new HashSet<Guid>();
        var given = Given(db, sight);
        var direct = await given.Where(a => a.IdentityId != null && identityIds.Contains(a.IdentityId.Value)).Select(a => a.IdentityId!.Value).ToListAsync(ct);
        var grouped = await (from member in Members(db) where identityIds.Contains(member.IdentityId) join a in given on member.GroupId equals a.GroupId select member.IdentityId).ToListAsync(ct);
        return direct.Concat(grouped).ToHashSet();
    }

    /// <summary>Those of these groups that are seen.</summary>
    public async Task<IReadOnlySet<Guid>> SeenGroupsAsync(DashboardDbContext db, Sight sight, IReadOnlyCollection<Guid> groupIds, CancellationToken ct)
    {
        if (sight.Everywhere) return groupIds.ToHashSet();
        if (!sight.Any || groupIds.Count == 0) return new HashSet<Guid>();
        return (await GroupsSeen(db, sight).Where(id => groupIds.Contains(id)).ToListAsync(ct)).ToHashSet();
    }

    /// <summary>Memberships that haven't ended, by which people are seen through groups.</summary>
    public IQueryable<Membership> Members(DashboardDbContext db) => Memberships.Open(db, clock.GetUtcNow());

    /// <summary>Has the group, or one it stands in, a role that is seen and hasn't ended?</summary>
    public async Task<bool> SeesGroupAsync(DashboardDbContext db, Sight sight, Guid groupId, CancellationToken ct) =>
        sight.Everywhere || (sight.Any && await GroupsSeen(db, sight).AnyAsync(id => id == groupId, ct));

    /// <summary>The groups that have a role that is seen, and all that stand inside them; one may be named several times. Not for who sees everything.</summary>
    public IQueryable<Guid> GroupsSeen(DashboardDbContext db, Sight sight) =>
        from a in Given(db, sight)
        where a.GroupId != null
        join l in db.GroupLineage on a.GroupId equals l.AncestorId
        select l.DescendantId;

    /// <summary>
    /// May the actor change a group by their rights at nodes? Only one all of whose roles, those of the groups it stands in
    /// and ended ones too, lie where they manage groups. A group without a role lies nowhere, so it isn't theirs.
    /// </summary>
    public async Task<bool> ManagesGroupAsync(DashboardDbContext db, Actor actor, Guid groupId, CancellationToken ct)
    {
        var at = await (from above in Memberships.Upwards(db, groupId)
                        join a in db.Assignments on above equals a.GroupId
                        select a.NodeId).Distinct().ToListAsync(ct);
        if (at.Count == 0) return false;
        var held = await access.HeldAtAsync(db, actor, at, ct);
        return at.TrueForAll(node => held[node].Contains(Permissions.GroupManage) && held[node].Contains(Permissions.IdentityRead));
    }

    /// <summary>Assignments seen that haven't ended.</summary>
    public IQueryable<Assignment> Given(DashboardDbContext db, Sight sight)
    {
        var now = clock.GetUtcNow();
        return Under(db, db.Assignments.Where(a => a.EffectiveTo == null || a.EffectiveTo > now), sight);
    }

    /// <summary>Those of these assignments that are seen.</summary>
    public static IQueryable<Assignment> Under(DashboardDbContext db, IQueryable<Assignment> assignments, Sight sight)
    {
        if (sight.Everywhere) return assignments;
        var tops = sight.Nodes;
        return assignments.Where(a => db.NodeLineage.Where(l => tops.Contains(l.AncestorId)).Select(l => l.DescendantId).Contains(a.NodeId));
    }

    /// <summary>Those of these nodes that are seen.</summary>
    public static IQueryable<Node> Under(DashboardDbContext db, IQueryable<Node> nodes, Sight sight)
    {
        if (sight.Everywhere) return nodes;
        var tops = sight.Nodes;
        return nodes.Where(n => db.NodeLineage.Any(l => l.DescendantId == n.Id && tops.Contains(l.AncestorId)));
    }

    private async Task<List<Guid>> PlacesAsync(DashboardDbContext db, Actor actor, string? permission, Guid? environmentId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (actor.Kind != ActorKind.Identity)
        {
            return await KeysNow.Of(db, actor, now).Where(k => (environmentId == null || k.EnvironmentId == environmentId)
                    && (permission == null || db.RolePermissions.Any(g => g.RoleId == k.RoleId && db.Permissions.Any(p => p.Id == g.PermissionId && p.Key == permission))))
                .Select(k => k.NodeId).ToListAsync(ct);
        }

        var held = HeldNow.Of(db, HeldNow.Assignments(db, now), actor.Id, now);
        if (permission is not null) held = HeldNow.Granting(db, held, permission);
        // The person's own rows alone: the environment is looked at here, lest a database begin with all of it.
        var own = await held.Select(a => new { a.EnvironmentId, a.NodeId }).Distinct().ToListAsync(ct);
        return [.. own.Where(a => environmentId is null || a.EnvironmentId == environmentId).Select(a => a.NodeId)];
    }

    /// <summary>A root sees everything; of nodes below each other the uppermost is enough.</summary>
    private static async Task<Sight> OverAsync(DashboardDbContext db, List<Guid> places, CancellationToken ct)
    {
        if (places.Count == 0) return Sight.None;
        var above = await (from l in db.NodeLineage
                           where places.Contains(l.DescendantId)
                           join n in db.Nodes on l.AncestorId equals n.Id
                           select new { l.DescendantId, l.AncestorId, l.Distance, IsRoot = n.ParentId == null }).ToListAsync(ct);
        if (above.Exists(l => l is { Distance: 0, IsRoot: true })) return Sight.All;
        var covered = above.Where(l => l.Distance > 0 && places.Contains(l.AncestorId)).Select(l => l.DescendantId).ToHashSet();
        return new Sight(Everywhere: false, [.. places.Where(p => !covered.Contains(p)).Order()]);
    }
}
