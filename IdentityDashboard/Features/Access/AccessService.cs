using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>
/// Who may do what, where. One question, <see cref="EvaluateAsync"/>, walks up the lineage of the node and unites
/// direct and group assignments that hold now and aren't archived with their node; everything else here is asked in terms of it. Methods take the
/// caller's context, so that the answer and the act belong to one transaction.
/// </summary>
internal sealed class AccessService(TimeProvider clock)
{
    /// <summary>Asked more often than anything else: its statement is kept.</summary>
    private static readonly KeptQuestion Evaluating = new((db, args) =>
    {
        var (identityId, permission, nodeId, now) = (args.Next<Guid>(), args.Next<string>(), args.Next<Guid>(), args.Next<DateTimeOffset>());
        return Held(db, identityId, nodeId, now).Where(key => key == permission).Select(_ => 1);
    });

    /// <summary>May this identity use the permission at the node? Only an active identity may do anything.</summary>
    public Task<bool> EvaluateAsync(DashboardDbContext db, Guid identityId, string permission, Guid nodeId, CancellationToken ct) =>
        Evaluating.AskAsync(db, ct, identityId, permission, nodeId, clock.GetUtcNow());

    /// <summary>May this actor? The system may; people and keys by their assignments.</summary>
    public async Task<bool> AllowsAsync(DashboardDbContext db, Actor actor, string permission, Guid nodeId, CancellationToken ct) => actor.Kind switch
    {
        ActorKind.System => true,
        ActorKind.Identity => await EvaluateAsync(db, actor.Id, permission, nodeId, ct),
        _ => await HeldByKey(db, actor, nodeId, clock.GetUtcNow()).AnyAsync(key => key == permission, ct),
    };

    /// <summary>May the actor use the permission at the root, and so everywhere, of the environment?</summary>
    public async Task<bool> AllowsInEnvironmentAsync(DashboardDbContext db, Actor actor, string permission, Guid environmentId, CancellationToken ct)
    {
        var root = await RootAsync(db, actor.AccountId, environmentId, ct);
        return root is not null && await AllowsAsync(db, actor, permission, root.Value, ct);
    }

    /// <summary>At the root of any environment of the account: enough to look at what all of them share, such as groups.</summary>
    public async Task<bool> AllowsAnywhereAsync(DashboardDbContext db, Actor actor, string permission, CancellationToken ct)
    {
        var roots = await db.Nodes.Where(n => n.AccountId == actor.AccountId && n.ParentId == null).Select(n => n.Id).ToListAsync(ct);
        foreach (var root in roots)
        {
            if (await AllowsAsync(db, actor, permission, root, ct)) return true;
        }

        return false;
    }

    /// <summary>Who may see people and what they hold: Owners, and those who may read at the root of any environment.</summary>
    public async Task<bool> MayReadPeopleAsync(DashboardDbContext db, Actor actor, CancellationToken ct) =>
        await IsOwnerAsync(db, actor, ct) || await AllowsAnywhereAsync(db, actor, Permissions.IdentityRead, ct);

    /// <summary>Who may see an environment's roles and who holds them: Owners, and those who may read at its root.</summary>
    public async Task<bool> MayReadEnvironmentAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct) =>
        (await IsOwnerAsync(db, actor, ct) && await db.Environments.AnyAsync(e => e.Id == environmentId && e.AccountId == actor.AccountId, ct))
        || await AllowsInEnvironmentAsync(db, actor, Permissions.IdentityRead, environmentId, ct);

    /// <summary>The account-tier right. Rights in environments never add up to it.</summary>
    public async Task<bool> IsOwnerAsync(DashboardDbContext db, Actor actor, CancellationToken ct) => actor.Kind switch
    {
        ActorKind.System => true,
        ActorKind.Identity => await db.AccountOwners.AnyAsync(
            o => o.AccountId == actor.AccountId && o.IdentityId == actor.Id
                && db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Active), ct),
        _ => false,
    };

    /// <summary>Every permission key the actor holds at a node.</summary>
    public async Task<IReadOnlySet<string>> HeldAtAsync(DashboardDbContext db, Actor actor, Guid nodeId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var keys = actor.Kind == ActorKind.Identity ? Held(db, actor.Id, nodeId, now) : HeldByKey(db, actor, nodeId, now);
        return (await keys.Distinct().ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The same for many nodes in one statement.</summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlySet<string>>> HeldAtAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<Guid> nodeIds, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var grants = actor.Kind == ActorKind.Identity
            ? HeldNow.Of(db, HeldNow.Assignments(db, now), actor.Id, now).Select(a => new RoleAt { RoleId = a.RoleId, NodeId = a.NodeId })
            : KeysNow.Of(db, actor, now).Select(k => new RoleAt { RoleId = k.RoleId, NodeId = k.NodeId });
        var held = await (from grant in grants
                          join lineage in db.NodeLineage on grant.NodeId equals lineage.AncestorId
                          where nodeIds.Contains(lineage.DescendantId)
                          join granted in db.RolePermissions on grant.RoleId equals granted.RoleId
                          join permission in db.Permissions on granted.PermissionId equals permission.Id
                          select new { lineage.DescendantId, permission.Key }).Distinct().ToListAsync(ct);
        var keys = held.ToLookup(h => h.DescendantId, h => h.Key);
        return nodeIds.Distinct().ToDictionary(id => id, id => (IReadOnlySet<string>)keys[id].ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>Every permission key the actor was given, by environment, each with the node where: what pages to offer.</summary>
    public async Task<ILookup<Guid, (Guid NodeId, string Key)>> HeldInAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var held = await (from a in HeldNow.Of(db, HeldNow.Assignments(db, now), actor.Id, now)
                          join granted in db.RolePermissions on a.RoleId equals granted.RoleId
                          join permission in db.Permissions on granted.PermissionId equals permission.Id
                          select new { a.EnvironmentId, a.NodeId, permission.Key }).Distinct().ToListAsync(ct);
        return held.ToLookup(h => h.EnvironmentId, h => (h.NodeId, h.Key));
    }

    /// <summary>When the next of a person's assignments, direct or through a group, or of their memberships begins or ends by itself; null for none.</summary>
    public async Task<DateTimeOffset?> NextChangeAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var members = Memberships.Ever(db).Where(m => m.IdentityId == identityId);
        var own = await db.Assignments.Where(a => a.IdentityId == identityId && (a.EffectiveFrom > now || a.EffectiveTo > now))
            .Select(a => new { From = a.EffectiveFrom, Until = a.EffectiveTo }).ToListAsync(ct);
        var grouped = await (from member in members
                             join assignment in db.Assignments on member.GroupId equals assignment.GroupId
                             where assignment.EffectiveFrom > now || assignment.EffectiveTo > now
                             select new { From = assignment.EffectiveFrom, Until = assignment.EffectiveTo }).ToListAsync(ct);
        var joined = await members.Where(m => m.Distance == 0 && (m.From > now || m.Until > now)).Select(m => new { m.From, m.Until }).ToListAsync(ct);
        return own.Concat(grouped).Concat(joined).SelectMany(b => new[] { b.From, b.Until }).Where(at => at > now).Min();
    }

    public Task<Guid?> RootAsync(DashboardDbContext db, Guid accountId, Guid environmentId, CancellationToken ct) =>
        db.Nodes.Where(n => n.EnvironmentId == environmentId && n.AccountId == accountId && n.ParentId == null)
            .Select(n => (Guid?)n.Id).FirstOrDefaultAsync(ct);

    private static IQueryable<string> Held(DashboardDbContext db, Guid identityId, Guid nodeId, DateTimeOffset now) =>
        from assignment in HeldNow.Of(db, HeldNow.FewReaching(db, HeldNow.Assignments(db, now), nodeId), identityId, now)
        join granted in db.RolePermissions on assignment.RoleId equals granted.RoleId
        join permission in db.Permissions on granted.PermissionId equals permission.Id
        select permission.Key;

    private static IQueryable<string> HeldByKey(DashboardDbContext db, Actor actor, Guid nodeId, DateTimeOffset now) =>
        from key in KeysNow.Of(db, actor, now)
        where db.NodeLineage.Any(l => l.DescendantId == nodeId && l.AncestorId == key.NodeId)
        join granted in db.RolePermissions on key.RoleId equals granted.RoleId
        join permission in db.Permissions on granted.PermissionId equals permission.Id
        select permission.Key;

    private sealed record RoleAt
    {
        public Guid RoleId { get; init; }

        public Guid NodeId { get; init; }
    }
}
