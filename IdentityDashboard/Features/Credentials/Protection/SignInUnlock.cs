using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Protection;

/// <summary>Lets somebody try again at once after too many wrong passwords or codes.</summary>
internal sealed class SignInUnlock(IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, SignInThrottle throttle, AuditLog audit, ChangeFeed changes)
{
    /// <summary>It takes rights that cover all the person holds (A36).</summary>
    public async Task<Result> UnlockAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var person = await RecoveryLinks.PersonAsync(db, actor.AccountId, identityId, ct);
        if (person is null) return CredentialErrors.NotFound;
        if (!await grants.CoversAsync(db, actor, Permissions.CredentialManage, identityId, ct)) return CredentialErrors.UnlockNotCovered;

        await ClearAsync(db, person, ct);
        audit.Add(db, actor, AuditActions.SignInUnlocked, new AuditTarget(AuditTarget.User, person.Id, person.FullName));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    /// <summary>Every counter about this person, in the caller's transaction.</summary>
    public async Task ClearAsync(DashboardDbContext db, RecoveryPerson person, CancellationToken ct)
    {
        foreach (var limit in new[] { AttemptLimit.Password, AttemptLimit.Code, AttemptLimit.Recovery }) await throttle.ForgetAsync(db, person.AccountId, limit, person.NormalizedEmail, ct);
        await throttle.ForgetAsync(db, person.AccountId, AttemptLimit.Reauthentication, person.Id.ToString(), ct);
        await throttle.ForgetAsync(db, person.AccountId, AttemptLimit.Factor, SecondFactor.Subject(person.Id), ct);
        var browsers = AttemptLimit.Browser.Subject(KnownBrowsers.Subject(person.Id));
        await db.SignInCounters.Where(c => c.AccountId == person.AccountId && c.Subject.StartsWith(browsers)).ExecuteDeleteAsync(ct);
        await db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.LockoutEnd, (DateTimeOffset?)null), ct);
    }
}
