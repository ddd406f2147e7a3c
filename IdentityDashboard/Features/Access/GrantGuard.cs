using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>Nobody grants beyond what they hold (A34, A35), and nobody changes a person who holds more (A36).</summary>
internal sealed class GrantGuard(AccessService access)
{
    private sealed record Grant(Guid RoleId, Guid NodeId);

    /// <summary>
    /// May the actor give this role at this node? Takes <c>assignment.manage</c> there and every permission of the role.
    /// Role and node must belong to the environment, and the node not be archived, or they are "not found".
    /// </summary>
    public Task<Error?> CheckRoleAsync(DashboardDbContext db, Actor actor, Guid environmentId, Guid roleId, Guid nodeId, CancellationToken ct) =>
        CheckRoleAsync(db, actor, Permissions.AssignmentManage, environmentId, roleId, nodeId, ct);

    /// <param name="right">What it takes there besides the role's own permissions: to an API key roles are given by <c>apikey.manage</c>.</param>
    public async Task<Error?> CheckRoleAsync(DashboardDbContext db, Actor actor, string right, Guid environmentId, Guid roleId, Guid nodeId, CancellationToken ct)
    {
        var known = await db.Roles.AnyAsync(r => r.Id == roleId && r.EnvironmentId == environmentId && r.AccountId == actor.AccountId, ct);
        if (!known) return AccessErrors.RoleGone;
        var placed = await db.Nodes.AnyAsync(n => n.Id == nodeId && n.EnvironmentId == environmentId && n.AccountId == actor.AccountId && !n.IsArchived, ct);
        if (!placed) return AccessErrors.NodeGone;
        return await MayGrantAsync(db, actor, right, new Grant(roleId, nodeId), ct) ? null : AccessErrors.BeyondOwnRights;
    }

    /// <summary>
    /// May the actor give each of these roles at this node? For acts that bring roles to a place without naming them, such
    /// as moving a node.
    /// </summary>
    public async Task<bool> MayGrantAllAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<Guid> roleIds, Guid nodeId, CancellationToken ct)
    {
        if (actor.Kind == ActorKind.System || roleIds.Count == 0) return true;
        var held = await access.HeldAtAsync(db, actor, nodeId, ct);
        if (!held.Contains(Permissions.AssignmentManage)) return false;
        var keys = await (from granted in db.RolePermissions
                          where roleIds.Contains(granted.RoleId)
                          join permission in db.Permissions on granted.PermissionId equals permission.Id
                          select permission.Key).Distinct().ToListAsync(ct);
        return held.IsSupersetOf(keys);
    }

    /// <summary>
    /// May the actor put people or another group into this group? They would gain every role it has, and those of all the
    /// groups it stands in.
    /// </summary>
    public async Task<bool> MayJoinGroupAsync(DashboardDbContext db, Actor actor, Guid groupId, CancellationToken ct)
    {
        var grants = await (from above in Memberships.Upwards(db, groupId)
                            join assignment in db.Assignments on above equals assignment.GroupId
                            select new Grant(assignment.RoleId, assignment.NodeId)).Distinct().ToListAsync(ct);
        foreach (var grant in grants)
        {
            if (!await MayGrantAsync(db, actor, Permissions.AssignmentManage, grant, ct)) return false;
        }

        return true;
    }

    /// <summary>
    /// May the actor use the permission on this person? It must cover all the person's assignments, in every
    /// environment, and the actor must hold what the person holds there; an owner is touched by owners only.
    /// </summary>
    public async Task<bool> CoversAsync(DashboardDbContext db, Actor actor, string permission, Guid identityId, CancellationToken ct)
    {
        if (await access.IsOwnerAsync(db, actor, ct)) return true;
        if (await db.AccountOwners.AnyAsync(o => o.IdentityId == identityId, ct)) return false;

        var grants = await GrantsAsync(db, identityId, ct);
        foreach (var grant in grants)
        {
            var held = await access.HeldAtAsync(db, actor, grant.NodeId, ct);
            if (!held.Contains(permission) || !held.IsSupersetOf(await KeysAsync(db, grant.RoleId, ct))) return false;
        }

        return grants.Count > 0 || await AtRootOfTheirApplicationsAsync(db, actor, permission, identityId, ct);
    }

    /// <summary>
    /// May the actor bring this person back with all they held? Besides the right to manage them it takes that to give
    /// each of their roles (A34).
    /// </summary>
    public async Task<bool> MayReturnAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct)
    {
        if (await access.IsOwnerAsync(db, actor, ct)) return true;
        if (!await CoversAsync(db, actor, Permissions.IdentityManage, identityId, ct)) return false;
        foreach (var grant in await GrantsAsync(db, identityId, ct))
        {
            if (!await MayGrantAsync(db, actor, Permissions.AssignmentManage, grant, ct)) return false;
        }

        return true;
    }

    private static async Task<IReadOnlyList<Grant>> GrantsAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        var direct = await db.Assignments.Where(a => a.IdentityId == identityId).Select(a => new Grant(a.RoleId, a.NodeId)).ToListAsync(ct);
        var grouped = await (from member in Memberships.Ever(db)
                             where member.IdentityId == identityId
                             join assignment in db.Assignments on member.GroupId equals assignment.GroupId
                             select new Grant(assignment.RoleId, assignment.NodeId)).ToListAsync(ct);
        return [.. direct.Concat(grouped).Distinct()];
    }

    private async Task<bool> AtRootOfTheirApplicationsAsync(DashboardDbContext db, Actor actor, string permission, Guid identityId, CancellationToken ct)
    {
        var roots = await (from member in db.AppMemberships
                           where member.IdentityId == identityId && member.AccountId == actor.AccountId
                           join environment in db.Environments on member.ApplicationId equals environment.ApplicationId
                           join node in db.Nodes on environment.Id equals node.EnvironmentId
                           where node.ParentId == null
                           select node.Id).ToListAsync(ct);
        foreach (var root in roots)
        {
            if (await access.AllowsAsync(db, actor, permission, root, ct)) return true;
        }

        return false;
    }

    private async Task<bool> MayGrantAsync(DashboardDbContext db, Actor actor, string right, Grant grant, CancellationToken ct)
    {
        if (actor.Kind == ActorKind.System) return true;
        var held = await access.HeldAtAsync(db, actor, grant.NodeId, ct);
        return held.Contains(right) && held.IsSupersetOf(await KeysAsync(db, grant.RoleId, ct));
    }

    private static Task<List<string>> KeysAsync(DashboardDbContext db, Guid roleId, CancellationToken ct) =>
        (from granted in db.RolePermissions
         where granted.RoleId == roleId
         join permission in db.Permissions on granted.PermissionId equals permission.Id
         select permission.Key).ToListAsync(ct);
}
