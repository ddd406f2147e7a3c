using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Roles;

/// <param name="Skipped">Those that were in the catalogue already.</param>
public sealed record AddedPermissions(IReadOnlyList<string> Created, IReadOnlyList<string> Skipped);

/// <summary>The application's own permissions in an environment's catalogue. Admin gets each new one: it has access by default.</summary>
internal sealed class PermissionService(IDbContextFactory<DashboardDbContext> dbs, RoleGuard guard, AuditLog audit, ChangeFeed changes)
{
    public async Task<Result<AddedPermissions>> CreateAsync(Actor actor, Guid environmentId, string? key, string? description, CancellationToken ct)
    {
        var found = new FieldErrors();
        var (parsed, problem) = PermissionKey.Parse(key);
        var words = description?.Trim() ?? "";
        found.Add(RoleErrors.KeyField, problem);
        found.Add(RoleErrors.DescriptionField, RoleWords.TooLong(words));
        if (found.Any) return found.ToError();
        return await AddAsync(actor, environmentId, [parsed!], _ => words, RoleErrors.KeyExists(parsed!.Text), ct);
    }

    /// <summary>The wizard: several actions of one resource at once. What is there already is left as it is.</summary>
    public async Task<Result<AddedPermissions>> CreateResourceAsync(Actor actor, Guid environmentId, string? resource, IReadOnlyCollection<string> actions, CancellationToken ct)
    {
        var (parsed, problem) = PermissionKey.ParseResource(resource);
        if (problem is not null) return Error.Field("validation_failed", 422, RoleErrors.ResourceField, problem);
        if (actions.Count == 0) return Error.Field("validation_failed", 422, RoleErrors.ResourceField, "Choose one action at least.");
        var keys = actions.Select(action => PermissionKey.Parse($"{parsed}.{action}")).ToList();
        if (keys.Find(k => k.Problem is not null) is { Problem: { } tooLong }) return Error.Field("validation_failed", 422, RoleErrors.ResourceField, tooLong);
        return await AddAsync(actor, environmentId, [.. keys.Select(k => k.Key!)], key => About(key), RoleErrors.AllExist(parsed!), ct);
    }

    public async Task<Result> DescribeAsync(Actor actor, Guid id, string? description, CancellationToken ct)
    {
        var words = description?.Trim() ?? "";
        if (RoleWords.TooLong(words) is { } problem) return Error.Field("validation_failed", 422, RoleErrors.DescriptionField, problem);
        await using var db = await dbs.CreateDbContextAsync(ct);
        var (permission, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (permission!.Description == words) return Result.Ok;
        audit.Add(db, actor, AuditActions.PermissionUpdated, Target(permission), new Changes().Set(RoleErrors.DescriptionField, permission.Description, words));
        permission.Description = words;
        await db.SaveChangesAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    /// <summary>Takes a permission out of the catalogue and out of every role. Only who has it may take it from others.</summary>
    public async Task<Result> DeleteAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var (permission, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (!await guard.HoldsAsync(db, actor, permission!.EnvironmentId, [permission.Key], ct)) return RoleErrors.BeyondOwnPermission;
        var granted = await db.RolePermissions.Where(p => p.PermissionId == id).ToListAsync(ct);
        var ids = granted.Select(p => p.RoleId).ToList();
        var roles = await db.Roles.Where(r => ids.Contains(r.Id)).OrderBy(r => r.Name).Select(r => r.Name).ToListAsync(ct);
        db.RolePermissions.RemoveRange(granted);
        db.Permissions.Remove(permission);
        audit.Add(db, actor, AuditActions.PermissionDeleted, Target(permission),
            new Changes().Set("key", permission.Key, null).Set("roles", roles.Count == 0 ? null : string.Join(", ", roles), null));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            return RoleErrors.Changed;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    private static string About(PermissionKey key) => $"{char.ToUpperInvariant(key.Action[0])}{key.Action[1..].Replace('_', ' ')} {key.Resource.Replace('_', ' ').Replace('.', ' ')}";

    private static AuditTarget Target(Permission permission) => new(AuditTarget.Permission, permission.Id, permission.Key);

    private async Task<Result<AddedPermissions>> AddAsync(
        Actor actor, Guid environmentId, IReadOnlyList<PermissionKey> wanted, Func<PermissionKey, string> describe, Error allThere, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await guard.CheckAsync(db, actor, environmentId, ct) is { } refusal) return refusal;
        var texts = wanted.Select(k => k.Text).ToList();
        var there = await db.Permissions.Where(p => p.EnvironmentId == environmentId && texts.Contains(p.Key)).Select(p => p.Key).ToListAsync(ct);
        // A key of the dashboard's own is never the application's, also where the catalogue doesn't have it yet.
        there = [.. there.Union(Permissions.BuiltIn.Select(p => p.Key).Where(texts.Contains), StringComparer.Ordinal)];
        var fresh = wanted.Where(k => !there.Contains(k.Text)).ToList();
        if (fresh.Count == 0) return allThere;

        var admin = await db.Roles.Where(r => r.EnvironmentId == environmentId && r.IsBuiltIn && r.Name == BuiltInRoles.Admin).Select(r => r.Id).SingleAsync(ct);
        foreach (var key in fresh)
        {
            var made = new Permission { AccountId = actor.AccountId, EnvironmentId = environmentId, Key = key.Text, Description = describe(key) };
            db.Permissions.Add(made);
            db.RolePermissions.Add(new RolePermission { RoleId = admin, PermissionId = made.Id });
            audit.Add(db, actor, AuditActions.PermissionCreated, Target(made),
                new Changes().Set("key", null, made.Key).Set(RoleErrors.DescriptionField, null, made.Description).Set("roles", null, BuiltInRoles.Admin));
        }

        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return allThere;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return new AddedPermissions([.. fresh.Select(k => k.Text)], there);
    }

    private async Task<(Permission? Permission, Error? Refusal)> FindAsync(DashboardDbContext db, Actor actor, Guid id, CancellationToken ct)
    {
        var permission = await db.Permissions.FirstOrDefaultAsync(p => p.Id == id && p.AccountId == actor.AccountId, ct);
        if (permission is null) return (null, RoleErrors.PermissionNotFound);
        if (await guard.CheckAsync(db, actor, permission.EnvironmentId, ct) is { } refusal) return (null, refusal);
        return permission.IsBuiltIn ? (null, RoleErrors.PermissionBuiltIn) : (permission, null);
    }
}
