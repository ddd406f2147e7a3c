using System.Security.Cryptography;
using System.Text;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Roles;

/// <summary>A permission of the catalogue.</summary>
public sealed record PermissionRecord(Guid Id, string Key, string Description, bool IsBuiltIn);

/// <summary>A role with what is in it.</summary>
/// <param name="Permissions">By key.</param>
public sealed record RoleRecord(Guid Id, string Name, string Description, bool IsBuiltIn, IReadOnlyList<PermissionRecord> Permissions)
{
    /// <summary>Changes with everything that stands here.</summary>
    public string Version => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [Name, Description, .. Permissions.Select(p => p.Key)]))));
}

/// <summary>Roles and permissions of one environment as other programs read them, a page at a time.</summary>
internal sealed class RoleRecords(IDbContextFactory<DashboardDbContext> dbs, RoleQueries queries)
{
    /// <summary>By name, each with its permissions.</summary>
    /// <param name="cursor">Of the page before; null for the first.</param>
    public async Task<Result<Page<RoleRecord>>> ListAsync(Actor actor, Guid environmentId, string? cursor, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!(await queries.SightAsync(db, actor, environmentId, ct)).Any) return CommonErrors.Forbidden;
        var roles = Roles(db, actor, environmentId);
        if (cursor is not null) roles = roles.Where(r => string.Compare(r.Name, cursor) > 0);
        var found = await ReadAsync(db, roles.OrderBy(r => r.Name).Take(take + 1), ct);
        return Cut(found, take, r => r.Name);
    }

    /// <summary>How many roles and permissions there are. Whoever asks has been shown them.</summary>
    public async Task<(int Roles, int Permissions)> CountAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return (await Roles(db, actor, environmentId).CountAsync(ct), await Permissions(db, actor, environmentId).CountAsync(ct));
    }

    public async Task<Result<RoleRecord>> GetAsync(Actor actor, Guid environmentId, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!(await queries.SightAsync(db, actor, environmentId, ct)).Any) return CommonErrors.Forbidden;
        return await ReadAsync(db, Roles(db, actor, environmentId).Where(r => r.Id == id), ct) is [var role] ? role : RoleErrors.NotFound;
    }

    /// <summary>Null when it isn't there. Whoever asks has been let change it.</summary>
    public async Task<RoleRecord?> FindAsync(Actor actor, Guid environmentId, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return (await ReadAsync(db, Roles(db, actor, environmentId).Where(r => r.Id == id), ct)).FirstOrDefault();
    }

    /// <summary>By key.</summary>
    /// <param name="cursor">Of the page before; null for the first.</param>
    public async Task<Result<Page<PermissionRecord>>> CatalogueAsync(Actor actor, Guid environmentId, string? cursor, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!(await queries.SightAsync(db, actor, environmentId, ct)).Any) return CommonErrors.Forbidden;
        var permissions = Permissions(db, actor, environmentId);
        if (cursor is not null) permissions = permissions.Where(p => string.Compare(p.Key, cursor) > 0);
        var found = await permissions.OrderBy(p => p.Key).Take(take + 1).Select(p => new PermissionRecord(p.Id, p.Key, p.Description, p.IsBuiltIn)).ToListAsync(ct);
        return Cut(found, take, p => p.Key);
    }

    public async Task<Result<PermissionRecord>> PermissionAsync(Actor actor, Guid environmentId, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!(await queries.SightAsync(db, actor, environmentId, ct)).Any) return CommonErrors.Forbidden;
        var found = await Permissions(db, actor, environmentId).Where(p => p.Id == id).Select(p => new PermissionRecord(p.Id, p.Key, p.Description, p.IsBuiltIn)).FirstOrDefaultAsync(ct);
        return found is null ? RoleErrors.PermissionNotFound : found;
    }

    /// <summary>One by its key, which is there. Whoever asks has made it.</summary>
    public async Task<PermissionRecord> NamedAsync(Actor actor, Guid environmentId, string key, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await Permissions(db, actor, environmentId).Where(p => p.Key == key).Select(p => new PermissionRecord(p.Id, p.Key, p.Description, p.IsBuiltIn)).SingleAsync(ct);
    }

    private static IQueryable<Role> Roles(DashboardDbContext db, Actor actor, Guid environmentId) => db.Roles.Where(r => r.EnvironmentId == environmentId && r.AccountId == actor.AccountId);

    private static IQueryable<Permission> Permissions(DashboardDbContext db, Actor actor, Guid environmentId) =>
        db.Permissions.Where(p => p.EnvironmentId == environmentId && p.AccountId == actor.AccountId);

    private static async Task<List<RoleRecord>> ReadAsync(DashboardDbContext db, IQueryable<Role> roles, CancellationToken ct)
    {
        var found = await roles.AsNoTracking().ToListAsync(ct);
        var ids = found.ConvertAll(r => r.Id);
        var granted = (await (from g in db.RolePermissions
                              where ids.Contains(g.RoleId)
                              join p in db.Permissions on g.PermissionId equals p.Id
                              select new { g.RoleId, Permission = new PermissionRecord(p.Id, p.Key, p.Description, p.IsBuiltIn) }).ToListAsync(ct)).ToLookup(g => g.RoleId, g => g.Permission);
        return found.ConvertAll(r => new RoleRecord(r.Id, r.Name, r.Description, r.IsBuiltIn, [.. granted[r.Id].OrderBy(p => p.Key, StringComparer.Ordinal)]));
    }

    private static Page<T> Cut<T>(List<T> found, int take, Func<T, string> key)
    {
        var more = found.Count > take;
        if (more) found.RemoveAt(take);
        return new Page<T>(found, more ? key(found[^1]) : null, null);
    }
}
