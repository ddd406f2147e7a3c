using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>Signs somebody out everywhere: a new security stamp, so that cookies, open pages and reset links die with the old one.</summary>
internal sealed class SessionEndings(IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, AuditLog audit, ChangeFeed changes)
{
    /// <summary>Oneself always, save for the session that asks; others with rights that cover all they hold (A36).</summary>
    public async Task<Result> EndAllAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await db.Identities.Where(i => i.Id == identityId && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted)
            .Select(i => new { i.FirstName, i.LastName }).FirstOrDefaultAsync(ct);
        if (person is null) return CredentialErrors.NotFound;
        var themselves = actor.Kind == ActorKind.Identity && actor.Id == identityId;
        if (!themselves && !await grants.CoversAsync(db, actor, Permissions.CredentialManage, identityId, ct)) return CredentialErrors.SessionsNotCovered;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await EndOthersAsync(db, identityId, themselves ? actor.Session : null, SessionEnd.SignedOutEverywhere, ct);
        audit.Add(db, actor, AuditActions.SessionsEnded, new AuditTarget(AuditTarget.User, identityId, PersonName.Join(person.FirstName, person.LastName)));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    /// <summary>A new security stamp, in the caller's transaction (A45). Publish the change of people after it.</summary>
    /// <param name="keep">The one session that goes on.</param>
    public static async Task EndOthersAsync(DashboardDbContext db, Guid identityId, Guid? keep, SessionEnd reason, CancellationToken ct)
    {
        var (stamp, version) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString());
        await db.Identities.Where(i => i.Id == identityId).ExecuteUpdateAsync(s => s
            .SetProperty(i => i.SecurityStamp, stamp)
            .SetProperty(i => i.ConcurrencyStamp, version)
            .SetProperty(i => i.SessionsEnded, reason), ct);
        if (keep is { } session) await SessionEntry.KeepAsync(db, session, ct);
    }
}
