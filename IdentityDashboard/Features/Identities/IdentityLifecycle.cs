using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Suspend, deactivate, activate, delete. Each takes rights that cover everything the person holds. A new security
/// stamp goes with each, so that cookies, open circuits and reset links die with it (A44). With a version
/// (<see cref="IdentityDetail.Version"/>) only the record as it was read then is changed.
/// </summary>
internal sealed class IdentityLifecycle(
    IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, Offboarding offboarding, AttributeWriter attributes, IOpenInvitations invitations, AuditLog audit, ChangeFeed changes,
    TimeProvider clock)
{
    private static readonly PrincipalState[] Here = [PrincipalState.Active, PrincipalState.Suspended, PrincipalState.Deactivated];

    /// <summary>A hold: everything is kept, sign-in is refused.</summary>
    public Task<Result> SuspendAsync(Actor actor, Guid id, CancellationToken ct, string? version = null) =>
        ChangeAsync(actor, id, PrincipalState.Suspended, AuditActions.UserSuspended, [PrincipalState.Active], version, ct);

    public Task<Result> ActivateAsync(Actor actor, Guid id, CancellationToken ct, string? version = null) =>
        ChangeAsync(actor, id, PrincipalState.Active, AuditActions.UserActivated, [PrincipalState.Suspended, PrincipalState.Deactivated], version, ct);

    /// <summary>Off-boarding: their own roles end, and the right of an Owner, and stay ended after an activation; groups are kept.</summary>
    public Task<Result> DeactivateAsync(Actor actor, Guid id, CancellationToken ct, string? version = null) =>
        ChangeAsync(actor, id, PrincipalState.Deactivated, AuditActions.UserDeactivated, [PrincipalState.Active, PrincipalState.Suspended], version, ct);

    /// <summary>Keeps the row for 30 days, out of sight; its address is free at once.</summary>
    public Task<Result> DeleteAsync(Actor actor, Guid id, CancellationToken ct, string? version = null) => ChangeAsync(actor, id, PrincipalState.Deleted, AuditActions.UserDeleted, Here, version, ct);

    private async Task<Result> ChangeAsync(Actor actor, Guid id, PrincipalState to, string action, PrincipalState[] from, string? version, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var identity = await db.Identities.FirstOrDefaultAsync(i => i.Id == id && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted, ct);
        if (identity is null) return IdentityErrors.NotFound;
        if (identity.Id == actor.Id) return IdentityErrors.Yourself;
        if (!await grants.CoversAsync(db, actor, Permissions.IdentityManage, id, ct)) return IdentityErrors.NotCovered;
        if (version is not null && identity.ConcurrencyStamp != version) return IdentityErrors.Changed;
        if (!from.Contains(identity.State)) return IdentityErrors.WrongState(identity.State.ToString().ToLowerInvariant());
        // Their source would bring them back; only it may take them away.
        if (to == PrincipalState.Deleted && identity.Source != Identity.LocalSource && actor.Kind == ActorKind.Identity) return IdentityErrors.Synced;
        if (to != PrincipalState.Active && await LastOwnerRule.MustStayAsync(db, actor.AccountId, [id], ct) is not null) return IdentityErrors.LastOwner;

        var said = new Changes().Set("state", identity.State.ToString().ToLowerInvariant(), to.ToString().ToLowerInvariant());
        identity.Enter(to, clock.GetUtcNow());
        if (to == PrincipalState.Deleted) await ReleaseAsync(db, actor, identity, ct);
        if (to == PrincipalState.Deactivated) await offboarding.EndAsync(db, actor, identity, said, ct);
        audit.Add(db, actor, action, new AuditTarget(AuditTarget.User, id, identity.FullName), said);
        try
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return version is null ? IdentityErrors.ChangedJustNow : IdentityErrors.Changed;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    /// <summary>What the next holder of the address may have; what was promised to this one goes to nobody (A46).</summary>
    private async Task ReleaseAsync(DashboardDbContext db, Actor actor, Identity identity, CancellationToken ct)
    {
        await attributes.ReleaseUniqueAsync(db, identity.Id, ct);
        await invitations.RevokeForAsync(db, actor, [identity.NormalizedEmail!], ct);
    }
}
