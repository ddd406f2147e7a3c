using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace;

/// <summary>Gives and takes the account-tier right.</summary>
internal sealed class OwnerService(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SessionGuard session, AuditLog audit, ChangeFeed changes, TimeProvider clock) : IAccountOwners
{
    public async Task<Result> AddAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await FindAsync(db, actor, identityId, ct);
        if (person is null) return IdentityErrors.NotFound;
        if (!await access.IsOwnerAsync(db, actor, ct)) return OwnerErrors.OwnersOnly;
        if (person.State != PrincipalState.Active) return IdentityErrors.WrongState(person.State.ToString().ToLowerInvariant());
        if (await db.AccountOwners.AnyAsync(o => o.AccountId == actor.AccountId && o.IdentityId == identityId, ct)) return OwnerErrors.IsOwner;
        if (await session.ProblemAsync(db, actor, ct) is { } stale) return stale;

        db.AccountOwners.Add(new AccountOwner { AccountId = actor.AccountId, IdentityId = identityId, CreatedAt = clock.GetUtcNow() });
        audit.Add(db, actor, AuditActions.OwnerAdded, new AuditTarget(AuditTarget.User, identityId, person.FullName));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return OwnerErrors.IsOwner;
        }

        Publish(actor);
        return Result.Ok;
    }

    public async Task<Result> RemoveAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var person = await FindAsync(db, actor, identityId, ct);
        if (person is null) return IdentityErrors.NotFound;
        if (!await access.IsOwnerAsync(db, actor, ct)) return OwnerErrors.OwnersOnly;
        if (await session.ProblemAsync(db, actor, ct) is { } stale) return stale;
        if (await LastOwnerRule.MustStayAsync(db, actor.AccountId, [identityId], ct) is not null) return IdentityErrors.LastOwner;
        var removed = await db.AccountOwners.Where(o => o.AccountId == actor.AccountId && o.IdentityId == identityId).ExecuteDeleteAsync(ct);
        if (removed == 0) return OwnerErrors.IsNotOwner;

        audit.Add(db, actor, AuditActions.OwnerRemoved, new AuditTarget(AuditTarget.User, identityId, person.FullName));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        Publish(actor);
        return Result.Ok;
    }

    private static Task<Identity?> FindAsync(DashboardDbContext db, Actor actor, Guid id, CancellationToken ct) =>
        db.Identities.AsNoTracking().FirstOrDefaultAsync(i => i.Id == id && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted, ct);

    private void Publish(Actor actor)
    {
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
    }
}

internal static class OwnerErrors
{
    public static readonly Error OwnersOnly = new("forbidden", 403, "Only an Owner can change who owns the account. Ask one of them.");
    public static readonly Error IsOwner = new("is_owner", 409, "This person is an Owner already.");
    public static readonly Error IsNotOwner = new("is_not_owner", 409, "This person isn't an Owner any more.");
}
