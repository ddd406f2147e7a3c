using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Roles;

/// <summary>What saving would come to.</summary>
/// <param name="People">Who holds the role now, directly or through groups.</param>
public sealed record RoleImpact(IReadOnlyList<string> Added, IReadOnlyList<string> Removed, CappedCount People);

/// <summary>Sets which permissions a role has, and says beforehand whom that concerns.</summary>
internal sealed class RolePermissionService(IDbContextFactory<DashboardDbContext> dbs, RoleGuard guard, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private sealed record Difference(List<Permission> Added, List<Permission> Removed)
    {
        public bool IsEmpty => Added.Count + Removed.Count == 0;

        public static string? Text(IEnumerable<Permission> permissions) =>
            string.Join(", ", permissions.Select(p => p.Key).Order(StringComparer.Ordinal)) is { Length: > 0 } keys ? keys : null;
    }

    /// <summary>The difference to what the role has now, and how many people it touches; writes nothing.</summary>
    public async Task<Result<RoleImpact>> PreviewAsync(Actor actor, Guid roleId, IReadOnlyCollection<Guid> permissionIds, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var (role, _, refusal) = await guard.FindAsync(db, actor, roleId, ct);
        if (refusal is not null) return refusal;
        var (difference, unknown) = await CompareAsync(db, role!, permissionIds, ct);
        if (unknown) return RoleErrors.PermissionGone;
        return new RoleImpact(
            [.. difference.Added.Select(p => p.Key).Order(StringComparer.Ordinal)], [.. difference.Removed.Select(p => p.Key).Order(StringComparer.Ordinal)],
            await PeopleAsync(db, roleId, Sight.All, clock.GetUtcNow(), ct));
    }

    /// <summary>The same as <see cref="SetAsync"/>, by keys.</summary>
    public async Task<Result> SetNamedAsync(Actor actor, Guid roleId, IReadOnlyCollection<string>? keys, IReadOnlyCollection<Guid>? seen, CancellationToken ct)
    {
        if (keys is null) return RoleErrors.PermissionsMissing;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var (role, _, refusal) = await guard.FindAsync(db, actor, roleId, ct);
        if (refusal is not null) return refusal;
        var (wanted, unknown) = await RoleGuard.NamedAsync(db, role!.EnvironmentId, keys, ct);
        return unknown ?? await SetAsync(actor, roleId, [.. wanted.Select(p => p.Id)], seen, ct);
    }

    /// <param name="seen">What the role had when the choice was made: if it has something else by now, nothing is written. Null: whatever it has.</param>
    public async Task<Result> SetAsync(Actor actor, Guid roleId, IReadOnlyCollection<Guid> permissionIds, IReadOnlyCollection<Guid>? seen, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (role, _, refusal) = await guard.FindAsync(db, actor, roleId, ct);
        if (refusal is not null) return refusal;
        // Its row is written first, so that two who save at once see each other.
        await db.Roles.Where(r => r.Id == roleId).ExecuteUpdateAsync(s => s.SetProperty(r => r.Name, r => r.Name), ct);
        var (difference, unknown) = await CompareAsync(db, role!, permissionIds, ct);
        if (unknown) return RoleErrors.PermissionGone;
        if (seen is not null && !await HasAsync(db, roleId, seen, ct)) return RoleErrors.Changed;
        if (difference.IsEmpty) return Result.Ok;
        if (Kept(role!, difference.Removed) is { Count: > 0 } kept) return RoleErrors.Kept(role!.Name, kept);
        if (!await guard.HoldsAsync(db, actor, role!.EnvironmentId, [.. difference.Added.Concat(difference.Removed).Select(p => p.Key)], ct)) return RoleErrors.BeyondOwnRights;

        var gone = difference.Removed.Select(p => p.Id).ToList();
        db.RolePermissions.RemoveRange(await db.RolePermissions.Where(p => p.RoleId == roleId && gone.Contains(p.PermissionId)).ToListAsync(ct));
        db.RolePermissions.AddRange(difference.Added.Select(p => new RolePermission { RoleId = roleId, PermissionId = p.Id }));
        audit.Add(db, actor, AuditActions.RolePermissionsChanged, new AuditTarget(AuditTarget.Role, roleId, role.Name),
            new Changes().Set("added", null, Difference.Text(difference.Added)).Set("removed", Difference.Text(difference.Removed), null));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    /// <summary>The active people who hold a role now where it is seen, directly or through groups.</summary>
    public static Task<CappedCount> PeopleAsync(DashboardDbContext db, Guid roleId, Sight sight, DateTimeOffset now, CancellationToken ct) =>
        HeldNow.CountPeopleAsync(db, SightService.Under(db, HeldNow.Assignments(db, now).Where(a => a.RoleId == roleId), sight), now, ct);

    /// <summary>The keys a built-in role can't be without.</summary>
    public static bool IsKept(string roleName, bool isBuiltIn, string key, bool isBuiltInKey) =>
        isBuiltIn && isBuiltInKey && (roleName == BuiltInRoles.Admin || key == Permissions.AccessRequest);

    private static List<string> Kept(Role role, IEnumerable<Permission> removed) =>
        [.. removed.Where(p => IsKept(role.Name, role.IsBuiltIn, p.Key, p.IsBuiltIn)).Select(p => p.Key).Order(StringComparer.Ordinal)];

    private static async Task<bool> HasAsync(DashboardDbContext db, Guid roleId, IReadOnlyCollection<Guid> seen, CancellationToken ct) =>
        (await db.RolePermissions.Where(p => p.RoleId == roleId).Select(p => p.PermissionId).ToListAsync(ct)).ToHashSet().SetEquals(seen);

    private static async Task<(Difference Difference, bool Unknown)> CompareAsync(DashboardDbContext db, Role role, IReadOnlyCollection<Guid> wanted, CancellationToken ct)
    {
        var catalogue = await db.Permissions.Where(p => p.EnvironmentId == role.EnvironmentId && p.AccountId == role.AccountId).ToListAsync(ct);
        var has = (await db.RolePermissions.Where(p => p.RoleId == role.Id).Select(p => p.PermissionId).ToListAsync(ct)).ToHashSet();
        var wants = wanted.ToHashSet();
        return (new Difference([.. catalogue.Where(p => wants.Contains(p.Id) && !has.Contains(p.Id))], [.. catalogue.Where(p => has.Contains(p.Id) && !wants.Contains(p.Id))]),
            !wants.IsSubsetOf(catalogue.Select(p => p.Id)));
    }
}
