using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Roles;

/// <param name="Groups">Groups that give it now.</param>
public sealed record RoleRow(Guid Id, string Name, string Description, bool IsBuiltIn, int Permissions, int Groups);

/// <param name="Roles">How many roles have it.</param>
public sealed record PermissionRow(Guid Id, string Key, string Description, bool IsBuiltIn, int Roles);

/// <param name="Has">The ids of the permissions in it.</param>
/// <param name="Catalogue">All there is to choose from, by key.</param>
/// <param name="MayChange">Whether the one who asked may change this role, being no less than it.</param>
public sealed record RoleDetail(
    Guid Id, string Name, string Description, bool IsBuiltIn, Guid EnvironmentId, string EnvironmentName,
    IReadOnlySet<Guid> Has, IReadOnlyList<PermissionRow> Catalogue, CappedCount People, bool MayChange);

/// <summary>Somebody or a group that was given a role.</summary>
public sealed record RoleHolder(Guid AssignmentId, Guid SubjectId, bool IsGroup, string Name, string? Email, RoleAtNode Grant, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>Reads roles and the catalogue for lists and pages.</summary>
internal sealed class RoleQueries(IDbContextFactory<DashboardDbContext> dbs, SightService sights, AccessService access, AccessQueries names, RoleGuard guard, TimeProvider clock)
{
    /// <summary>The application's own by name, then the built-in ones.</summary>
    public async Task<Result<IReadOnlyList<RoleRow>>> ListAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await SightAsync(db, actor, environmentId, ct) is not { Any: true } sight) return CommonErrors.Forbidden;
        var live = SightService.Under(db, HeldNow.Assignments(db, clock.GetUtcNow()), sight);
        var roles = await db.Roles.Where(r => r.EnvironmentId == environmentId && r.AccountId == actor.AccountId).OrderBy(r => r.IsBuiltIn).ThenBy(r => r.Name)
            .Select(r => new
            {
                r.Id,
                r.Name,
                r.Description,
                r.IsBuiltIn,
                Permissions = db.RolePermissions.Count(p => p.RoleId == r.Id),
                Groups = live.Where(a => a.RoleId == r.Id && a.GroupId != null).Select(a => a.GroupId).Distinct().Count(),
            }).ToListAsync(ct);
        return Result<IReadOnlyList<RoleRow>>.Of([.. roles.Select(r => new RoleRow(r.Id, r.Name, r.Description, r.IsBuiltIn, r.Permissions, r.Groups))]);
    }

    /// <summary>How many active people hold each role now, directly or through groups; none for those who may not see people.</summary>
    public async Task<IReadOnlyDictionary<Guid, CappedCount>> PeopleAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = new Dictionary<Guid, CappedCount>();
        if (await SightAsync(db, actor, environmentId, ct) is not { Any: true } sight) return found;
        var roles = await db.Roles.Where(r => r.EnvironmentId == environmentId && r.AccountId == actor.AccountId).Select(r => r.Id).ToListAsync(ct);
        foreach (var role in roles) found[role] = await RolePermissionService.PeopleAsync(db, role, sight, clock.GetUtcNow(), ct);
        return found;
    }

    public async Task<Result<IReadOnlyList<PermissionRow>>> CatalogueAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!(await SightAsync(db, actor, environmentId, ct)).Any) return CommonErrors.Forbidden;
        return Result<IReadOnlyList<PermissionRow>>.Of(await CatalogueAsync(db, actor, environmentId, ct));
    }

    public async Task<Result<RoleDetail>> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var role = await db.Roles.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id && r.AccountId == actor.AccountId, ct);
        if (role is null || await SightAsync(db, actor, role.EnvironmentId, ct) is not { Any: true } sight) return RoleErrors.NotFound;
        var environment = await db.Environments.Where(e => e.Id == role.EnvironmentId).Select(e => e.Name).SingleAsync(ct);
        var has = await db.RolePermissions.Where(p => p.RoleId == id).Select(p => p.PermissionId).ToListAsync(ct);
        var (_, _, refusal) = await guard.FindAsync(db, actor, id, ct);
        return new RoleDetail(
            id, role.Name, role.Description, role.IsBuiltIn, role.EnvironmentId, environment, has.ToHashSet(), await CatalogueAsync(db, actor, role.EnvironmentId, ct),
            await RolePermissionService.PeopleAsync(db, id, sight, clock.GetUtcNow(), ct), refusal is null);
    }

    /// <summary>Who was given the role and hasn't lost it, the latest first.</summary>
    public async Task<IReadOnlyList<RoleHolder>> HoldersAsync(Actor actor, Guid id, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var environment = await db.Roles.Where(r => r.Id == id && r.AccountId == actor.AccountId).Select(r => (Guid?)r.EnvironmentId).FirstOrDefaultAsync(ct);
        if (environment is null || await SightAsync(db, actor, environment.Value, ct) is not { Any: true } sight) return [];
        var now = clock.GetUtcNow();
        var rows = await SightService.Under(db, db.Assignments, sight).Where(a => a.RoleId == id && (a.EffectiveTo == null || a.EffectiveTo > now)
                && (a.GroupId != null || db.Identities.Any(i => i.Id == a.IdentityId && i.State != PrincipalState.Deleted)))
            .OrderByDescending(a => a.Id).Take(take)
            .Select(a => new
            {
                a.Id, a.IdentityId, a.GroupId, a.NodeId, a.EffectiveFrom, a.EffectiveTo,
                Group = db.Groups.Where(g => g.Id == a.GroupId).Select(g => g.Name).FirstOrDefault(),
                Person = db.Identities.Where(i => i.Id == a.IdentityId).Select(i => (i.FirstName + " " + i.LastName).Trim()).FirstOrDefault(),
                Email = db.Identities.Where(i => i.Id == a.IdentityId).Select(i => i.Email).FirstOrDefault(),
            }).ToListAsync(ct);
        var named = await names.NamesAsync(actor.AccountId, [.. rows.Select(r => (id, r.NodeId))], ct);
        return [.. rows.Select(r => new RoleHolder(
            r.Id, r.GroupId ?? r.IdentityId!.Value, r.GroupId is not null, r.Group ?? r.Person ?? "", r.Email, named[(id, r.NodeId)], r.EffectiveFrom, r.EffectiveTo))];
    }

    /// <summary>How many people a permission is taken from when it is deleted.</summary>
    public async Task<CappedCount> PeopleWithAsync(Actor actor, Guid permissionId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var holding = HeldNow.Assignments(db, now)
            .Where(a => a.AccountId == actor.AccountId && db.RolePermissions.Any(p => p.PermissionId == permissionId && p.RoleId == a.RoleId));
        return await HeldNow.CountPeopleAsync(db, holding, now, ct);
    }

    /// <summary>Owners, and those who may read at the root, see who has a role anywhere; others below their nodes.</summary>
    internal async Task<Sight> SightAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct)
    {
        if (!await db.Environments.AnyAsync(e => e.Id == environmentId && e.AccountId == actor.AccountId, ct)) return Sight.None;
        return await access.IsOwnerAsync(db, actor, ct) ? Sight.All : await sights.InAsync(db, actor, environmentId, ct);
    }

    private static async Task<List<PermissionRow>> CatalogueAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct) =>
        await db.Permissions.Where(p => p.EnvironmentId == environmentId && p.AccountId == actor.AccountId).OrderBy(p => p.Key)
            .Select(p => new PermissionRow(p.Id, p.Key, p.Description, p.IsBuiltIn, db.RolePermissions.Count(r => r.PermissionId == p.Id))).ToListAsync(ct);
}
