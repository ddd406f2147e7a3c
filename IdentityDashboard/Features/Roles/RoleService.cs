using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Roles;

/// <summary>Creates, describes and deletes roles. What is in them is <see cref="RolePermissionService"/>'s.</summary>
internal sealed class RoleService(IDbContextFactory<DashboardDbContext> dbs, RoleGuard guard, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>Makes a role without permissions.</summary>
    public Task<Result<Guid>> CreateAsync(Actor actor, Guid environmentId, string? name, string? description, CancellationToken ct) =>
        CreateAsync(actor, environmentId, name, description, [], ct);

    /// <summary>Makes a role with the permissions of these keys: none the actor doesn't hold at the root (A34).</summary>
    public async Task<Result<Guid>> CreateAsync(Actor actor, Guid environmentId, string? name, string? description, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var (words, problem) = RoleWords.Clean(name, description);
        if (problem is not null) return problem;

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await guard.CheckAsync(db, actor, environmentId, ct) is { } refusal) return refusal;
        if (await NameTakenAsync(db, environmentId, words.Name, except: null, ct)) return RoleErrors.Exists;
        var (permissions, unknown) = await RoleGuard.NamedAsync(db, environmentId, keys, ct);
        if (unknown is not null) return unknown;
        if (!await guard.HoldsAsync(db, actor, environmentId, keys, ct)) return RoleErrors.BeyondOwnRights;
        var role = new Role { AccountId = actor.AccountId, EnvironmentId = environmentId, Name = words.Name, Description = words.Description };
        db.Roles.Add(role);
        db.RolePermissions.AddRange(permissions.Select(p => new RolePermission { RoleId = role.Id, PermissionId = p.Id }));
        audit.Add(db, actor, AuditActions.RoleCreated, new AuditTarget(AuditTarget.Role, role.Id, role.Name),
            new Changes().Set(RoleErrors.NameField, null, role.Name).Set(RoleErrors.DescriptionField, null, role.Description)
                .Set(RoleErrors.PermissionsField, null, permissions.Count == 0 ? null : string.Join(", ", permissions.Select(p => p.Key))));
        return await SaveAsync(db, actor, ct) is { } refused ? refused : role.Id;
    }

    /// <summary>Renames a role and says what it is for. Built-in roles keep theirs.</summary>
    public async Task<Result> DescribeAsync(Actor actor, Guid id, string? name, string? description, CancellationToken ct)
    {
        var (words, problem) = RoleWords.Clean(name, description);
        if (problem is not null) return problem;

        await using var db = await dbs.CreateDbContextAsync(ct);
        var (role, _, refusal) = await guard.FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (role!.IsBuiltIn) return RoleErrors.BuiltIn;
        if (await NameTakenAsync(db, role.EnvironmentId, words.Name, id, ct)) return RoleErrors.Exists;
        var said = new Changes().Set(RoleErrors.NameField, role.Name, words.Name).Set(RoleErrors.DescriptionField, role.Description, words.Description);
        if (said.Fields.Count == 0) return Result.Ok;
        (role.Name, role.Description) = (words.Name, words.Description);
        audit.Add(db, actor, AuditActions.RoleUpdated, new AuditTarget(AuditTarget.Role, id, role.Name), said);
        return await SaveAsync(db, actor, ct) is { } refused ? refused : Result.Ok;
    }

    /// <summary>Deletes a role that nobody has any more, with what is left of ended assignments and API keys; the record keeps them.</summary>
    public async Task<Result> DeleteAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (role, keys, refusal) = await guard.FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (role!.IsBuiltIn) return RoleErrors.BuiltIn;
        var now = clock.GetUtcNow();
        if (await UseAsync(db, id, now, ct) is { Any: true } use) return RoleErrors.InUse(use);

        await db.Assignments.Where(a => a.RoleId == id && a.EffectiveTo <= now).ExecuteDeleteAsync(ct);
        var working = KeysNow.Working(db, now).Select(k => k.Id);
        await db.ApiKeys.Where(k => k.RoleId == id && !working.Contains(k.Id)).ExecuteDeleteAsync(ct);
        await db.Invitations.Where(i => i.RoleId == id && (i.AcceptedAt != null || i.RevokedAt != null))
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.RoleId, (Guid?)null).SetProperty(i => i.NodeId, (Guid?)null), ct);
        db.RolePermissions.RemoveRange(await db.RolePermissions.Where(p => p.RoleId == id).ToListAsync(ct));
        db.Roles.Remove(role);
        audit.Add(db, actor, AuditActions.RoleDeleted, new AuditTarget(AuditTarget.Role, id, role.Name),
            new Changes().Set(RoleErrors.NameField, role.Name, null).Set(RoleErrors.PermissionsField, keys.Count == 0 ? null : string.Join(", ", keys), null));
        try
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateException)
        {
            return await UseAsync(actor, id, ct) is { Any: true } meanwhile ? RoleErrors.InUse(meanwhile) : RoleErrors.Changed;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    /// <summary>Who has the role, for saying why it can't be deleted. Nothing for another account's.</summary>
    public async Task<RoleUse> UseAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Roles.AnyAsync(r => r.Id == id && r.AccountId == actor.AccountId, ct) ? await UseAsync(db, id, clock.GetUtcNow(), ct) : new RoleUse(0, 0, 0, 0);
    }

    private static async Task<RoleUse> UseAsync(DashboardDbContext db, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        var open = db.Assignments.Where(a => a.RoleId == id && (a.EffectiveTo == null || a.EffectiveTo > now));
        return new RoleUse(
            await open.Where(a => a.IdentityId != null).Select(a => a.IdentityId).Distinct().CountAsync(ct),
            await open.Where(a => a.GroupId != null).Select(a => a.GroupId).Distinct().CountAsync(ct),
            await db.Invitations.CountAsync(i => i.RoleId == id && i.AcceptedAt == null && i.RevokedAt == null, ct),
            await KeysNow.Working(db, now).CountAsync(k => k.RoleId == id, ct),
            await db.AccessFlowGrants.CountAsync(g => g.RoleId == id && db.AccessFlows.Any(f => f.Id == g.FlowId && f.ArchivedAt == null), ct));
    }

    private static Task<bool> NameTakenAsync(DashboardDbContext db, Guid environmentId, string name, Guid? except, CancellationToken ct)
    {
        var lower = name.ToLowerInvariant();
        return db.Roles.AnyAsync(r => r.EnvironmentId == environmentId && r.Id != except && r.Name.ToLower() == lower, ct);
    }

    private async Task<Error?> SaveAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return RoleErrors.Exists;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return null;
    }
}
