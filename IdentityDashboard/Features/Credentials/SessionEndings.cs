using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>Signs somebody out everywhere: a new security stamp, so that cookies, open pages and reset links die with the old one.</summary>
internal sealed class SessionEndings(IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, AuditLog audit, ChangeFeed changes)
{
    /// <summary>
    /// Oneself always; others with rights that cover all they hold (A36). The caller's own session ends too, unless its
    /// cookie is renewed.
    /// </summary>
    public async Task<Result> EndAllAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await db.Identities.Where(i => i.Id == identityId && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted)
            .Select(i => new { i.FirstName, i.LastName }).FirstOrDefaultAsync(ct);
        if (person is null) return CredentialErrors.NotFound;
        var themselves = actor.Kind == ActorKind.Identity && actor.Id == identityId;
        if (!themselves && !await grants.CoversAsync(db, actor, Permissions.CredentialManage, identityId, ct)) return CredentialErrors.SessionsNotCovered;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (stamp, version) = (Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString());
        await db.Identities.Where(i => i.Id == identityId).ExecuteUpdateAsync(s => s
            .SetProperty(i => i.SecurityStamp, stamp)
            .SetProperty(i => i.ConcurrencyStamp, version)
            .SetProperty(i => i.SessionsEnded, SessionEnd.SignedOutEverywhere), ct);
        audit.Add(db, actor, AuditActions.SessionsEnded, new AuditTarget(AuditTarget.User, identityId, PersonName.Join(person.FirstName, person.LastName)));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }
}
