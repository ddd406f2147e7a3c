using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Suspend, activate, delete. Each takes rights that cover everything the person holds. A new security stamp goes
/// with each, so that cookies, open circuits and reset links die with it (A44).
/// </summary>
internal sealed class IdentityLifecycle(
    IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    public Task<Result> SuspendAsync(Actor actor, Guid id, CancellationToken ct) =>
        ChangeAsync(actor, id, PrincipalState.Suspended, AuditActions.UserSuspended, [PrincipalState.Active], ct);

    public Task<Result> ActivateAsync(Actor actor, Guid id, CancellationToken ct) =>
        ChangeAsync(actor, id, PrincipalState.Active, AuditActions.UserActivated, [PrincipalState.Suspended, PrincipalState.Deactivated], ct);

    /// <summary>Keeps the row for 30 days, out of sight; its address is free at once.</summary>
    public Task<Result> DeleteAsync(Actor actor, Guid id, CancellationToken ct) =>
        ChangeAsync(actor, id, PrincipalState.Deleted, AuditActions.UserDeleted, [PrincipalState.Active, PrincipalState.Suspended, PrincipalState.Deactivated], ct);

    private async Task<Result> ChangeAsync(Actor actor, Guid id, PrincipalState to, string action, PrincipalState[] from, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var identity = await db.Identities.FirstOrDefaultAsync(i => i.Id == id && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted, ct);
        if (identity is null) return IdentityErrors.NotFound;
        if (identity.Id == actor.Id) return IdentityErrors.Yourself;
        if (!await grants.CoversAsync(db, actor, Permissions.IdentityManage, id, ct)) return IdentityErrors.NotCovered;
        if (!from.Contains(identity.State)) return IdentityErrors.WrongState(identity.State.ToString().ToLowerInvariant());
        if (to != PrincipalState.Active && await IsLastOwnerAsync(db, identity, ct)) return IdentityErrors.LastOwner;

        var old = identity.State;
        identity.State = to;
        identity.DeletedAt = to == PrincipalState.Deleted ? clock.GetUtcNow() : null;
        identity.UpdatedAt = clock.GetUtcNow();
        identity.SecurityStamp = Guid.NewGuid().ToString("N");
        audit.Add(db, actor, action, new AuditTarget(AuditTarget.User, id, identity.FullName),
            new Changes().Set("state", old.ToString().ToLowerInvariant(), to.ToString().ToLowerInvariant()));
        try
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return IdentityErrors.Changed;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    /// <summary>Writing the account's row first makes two such changes wait for each other, so that one owner remains (A43).</summary>
    private static async Task<bool> IsLastOwnerAsync(DashboardDbContext db, Identity identity, CancellationToken ct)
    {
        if (!await db.AccountOwners.AnyAsync(o => o.IdentityId == identity.Id, ct)) return false;
        await db.Accounts.Where(a => a.Id == identity.AccountId).ExecuteUpdateAsync(s => s.SetProperty(a => a.OwnersVersion, a => a.OwnersVersion + 1), ct);
        return !await db.AccountOwners.AnyAsync(o => o.AccountId == identity.AccountId && o.IdentityId != identity.Id
            && db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Active), ct);
    }
}
