using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Roles;

/// <summary>
/// Who may change roles and the catalogue: holders of <c>role.manage</c> at the environment's root, and Owners. Nobody
/// but an Owner touches a permission that they don't hold at the root themselves (A34).
/// </summary>
internal sealed class RoleGuard(AccessService access)
{
    /// <summary>Null when the actor may; the environment must be one of the account, or it is "not found".</summary>
    public async Task<Error?> CheckAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct)
    {
        if (!await db.Environments.AnyAsync(e => e.Id == environmentId && e.AccountId == actor.AccountId, ct) || !await KeysNow.KnowsAsync(db, actor, environmentId, ct)) return CommonErrors.NotFound("environment");
        return await access.IsOwnerAsync(db, actor, ct) || await access.AllowsInEnvironmentAsync(db, actor, Permissions.RoleManage, environmentId, ct)
            ? null : CommonErrors.Forbidden;
    }

    /// <summary>Does the actor hold all of these at the root, or own the account?</summary>
    public async Task<bool> HoldsAsync(DashboardDbContext db, Actor actor, Guid environmentId, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        if (keys.Count == 0 || await access.IsOwnerAsync(db, actor, ct)) return true;
        var root = await access.RootAsync(db, actor.AccountId, environmentId, ct);
        return root is not null && (await access.HeldAtAsync(db, actor, root.Value, ct)).IsSupersetOf(keys);
    }

    /// <summary>A role of the account that the actor may change, with what it can do now; or why not.</summary>
    public async Task<(Role? Role, IReadOnlyList<string> Keys, Error? Refusal)> FindAsync(DashboardDbContext db, Actor actor, Guid roleId, CancellationToken ct)
    {
        var role = await db.Roles.FirstOrDefaultAsync(r => r.Id == roleId && r.AccountId == actor.AccountId, ct);
        if (role is null) return (null, [], RoleErrors.NotFound);
        if (await CheckAsync(db, actor, role.EnvironmentId, ct) is { } refusal) return (null, [], refusal);
        var keys = await KeysAsync(db, roleId, ct);
        return await HoldsAsync(db, actor, role.EnvironmentId, keys, ct) ? (role, keys, null) : (null, [], RoleErrors.BeyondOwnRights);
    }

    /// <summary>The permissions of an environment with these keys, or which of them there are none of.</summary>
    public static async Task<(IReadOnlyList<Permission> Found, Error? Unknown)> NamedAsync(DashboardDbContext db, Guid environmentId, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        if (keys.Count == 0) return ([], null);
        var found = await db.Permissions.AsNoTracking().Where(p => p.EnvironmentId == environmentId && keys.Contains(p.Key)).OrderBy(p => p.Key).ToListAsync(ct);
        var unknown = keys.Except(found.Select(p => p.Key), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return (found, unknown.Count == 0 ? null : RoleErrors.PermissionsUnknown(unknown));
    }

    private static Task<List<string>> KeysAsync(DashboardDbContext db, Guid roleId, CancellationToken ct) =>
        (from granted in db.RolePermissions
         where granted.RoleId == roleId
         join permission in db.Permissions on granted.PermissionId equals permission.Id
         orderby permission.Key
         select permission.Key).ToListAsync(ct);
}
