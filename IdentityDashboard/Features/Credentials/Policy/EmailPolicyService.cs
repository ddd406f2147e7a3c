using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>Whether people must verify their address, and whom that would stop.</summary>
/// <param name="Unverified">Active people whose address isn't verified.</param>
public sealed record EmailRule(bool Required, CappedCount Unverified);

/// <summary>Owners decide whether an unverified address opens anything; open sessions are measured by it at once.</summary>
internal sealed class EmailPolicyService(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SessionGuard session, AuditLog audit, ChangeFeed changes)
{
    /// <summary>So that no account shuts everybody out, with mail that doesn't leave.</summary>
    public static readonly Error YourselfFirst = new("email_unverified", 409, "Verify your own address first: that shows that mail arrives. Otherwise nobody might get in any more.");

    public async Task<Result<EmailRule>> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var policy = await SecurityPolicies.OfAsync(db, actor.AccountId, ct);
        var unverified = await db.Identities.Where(i => i.AccountId == actor.AccountId && i.State == PrincipalState.Active && !i.EmailConfirmed).Take(CappedCount.Limit + 1).CountAsync(ct);
        return new EmailRule(policy.RequireVerifiedEmail, CappedCount.From(unverified));
    }

    public async Task<Result> SetAsync(Actor actor, bool required, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        if (await session.ProblemAsync(db, actor, ct) is { } stale) return stale;
        if (required && await db.Identities.AnyAsync(i => i.Id == actor.Id && !i.EmailConfirmed, ct)) return YourselfFirst;
        var (policy, isNew) = await SecurityPolicies.EditAsync(db, actor.AccountId, ct);
        var change = new Changes().Set("require_verified_email", policy.RequireVerifiedEmail, required);
        if (change.Fields.Count == 0) return Result.Ok;

        policy.RequireVerifiedEmail = required;
        policy.Version++;
        var account = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync(ct);
        audit.Add(db, actor, AuditActions.PolicyChanged, new AuditTarget(AuditTarget.Account, actor.AccountId, account), change);
        if (await SecurityPolicies.TrySaveAsync(db, policy, isNew, ct) is { } failed) return failed;
        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }
}
