using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Brings a deleted person back as they were: state, roles, groups, attributes. Sessions and links of before stay dead
/// (A46). Whoever restores must be able to give what comes back (A34).
/// </summary>
internal sealed class IdentityRestore(
    IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, AttributeWriter attributes, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>How long a deleted record is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public async Task<Result> RestoreAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var identity = await db.Identities.FirstOrDefaultAsync(i => i.Id == id && i.AccountId == actor.AccountId, ct);
        var now = clock.GetUtcNow();
        if (identity is null) return IdentityErrors.NotFound;
        if (!await grants.MayReturnAsync(db, actor, id, ct)) return IdentityErrors.NotCovered;
        if (identity.State != PrincipalState.Deleted) return IdentityErrors.NotDeleted;
        if (identity.DeletedAt + Kept <= now) return IdentityErrors.PastRestoring;
        var taken = await db.Identities.AnyAsync(i => i.AccountId == actor.AccountId && i.NormalizedEmail == identity.NormalizedEmail && i.State != PrincipalState.Deleted, ct);
        if (taken) return IdentityErrors.EmailTaken;
        if (await attributes.ReclaimUniqueAsync(db, id, ct) is { } held) return held;

        var to = await StateBeforeAsync(db, id, ct);
        identity.Enter(to, now);
        audit.Add(db, actor, AuditActions.UserRestored, new AuditTarget(AuditTarget.User, id, identity.FullName),
            new Changes().Set("state", "deleted", to.ToString().ToLowerInvariant()));
        try
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return IdentityErrors.ChangedJustNow;
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return IdentityErrors.EmailTaken;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    /// <summary>The record of the deletion tells it; without one they come back on hold, which an administrator can lift.</summary>
    private static async Task<PrincipalState> StateBeforeAsync(DashboardDbContext db, Guid id, CancellationToken ct)
    {
        var entry = await db.AuditEntries.AsNoTracking().Where(e => e.TargetId == id && e.Action == AuditActions.UserDeleted)
            .OrderByDescending(e => e.Sequence).FirstOrDefaultAsync(ct);
        var told = entry is null ? null : AuditRow.From(entry).Old("state");
        return Enum.TryParse<PrincipalState>(told, ignoreCase: true, out var state) && state != PrincipalState.Deleted ? state : PrincipalState.Suspended;
    }
}
