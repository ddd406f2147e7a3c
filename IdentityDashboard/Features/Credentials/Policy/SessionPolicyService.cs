using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>How long sessions live.</summary>
/// <param name="IdleMinutes">Without anything done in it.</param>
/// <param name="LifetimeMinutes">From the sign-in, whatever is done in it.</param>
/// <param name="Version">Of the policy the form was filled from.</param>
public sealed record SessionLimits(int IdleMinutes, int LifetimeMinutes, int Version);

/// <summary>Owners choose how long sessions live; open ones are measured by it at once.</summary>
internal sealed class SessionPolicyService(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SessionGuard session, AuditLog audit, ChangeFeed changes)
{
    public const string IdleKey = "session_idle_minutes";
    public const string LifetimeKey = "session_lifetime_minutes";
    public const int LeastIdle = 5;
    public const int MostMinutes = 30 * 24 * 60;

    public async Task<Result<SessionLimits>> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var policy = await SecurityPolicies.OfAsync(db, actor.AccountId, ct);
        return new SessionLimits(policy.SessionIdleMinutes, policy.SessionLifetimeMinutes, policy.Version);
    }

    public async Task<Result> SaveAsync(Actor actor, SessionLimits wanted, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        if (Problem(wanted) is { } problem) return problem;
        if (await session.ProblemAsync(db, actor, ct) is { } stale) return stale;
        var (policy, isNew) = await SecurityPolicies.EditAsync(db, actor.AccountId, ct);
        if (policy.Version != wanted.Version) return SecurityPolicies.Changed;
        var change = new Changes()
            .Set(IdleKey, Words(policy.SessionIdleMinutes), Words(wanted.IdleMinutes))
            .Set(LifetimeKey, Words(policy.SessionLifetimeMinutes), Words(wanted.LifetimeMinutes));
        (policy.SessionIdleMinutes, policy.SessionLifetimeMinutes) = (wanted.IdleMinutes, wanted.LifetimeMinutes);
        policy.Version++;
        var account = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync(ct);
        audit.Add(db, actor, AuditActions.PolicyChanged, new AuditTarget(AuditTarget.Account, actor.AccountId, account), change);
        if (await SecurityPolicies.TrySaveAsync(db, policy, isNew, ct) is { } failed) return failed;
        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        return Result.Ok;
    }

    private static Error? Problem(SessionLimits wanted)
    {
        if (wanted.IdleMinutes is < LeastIdle or > MostMinutes) return Error.Field("validation_failed", 422, IdleKey, "Choose 5 minutes to 30 days.");
        if (wanted.LifetimeMinutes < wanted.IdleMinutes) return Error.Field("validation_failed", 422, LifetimeKey, "Choose at least as long as a session may stand idle.");
        return wanted.LifetimeMinutes > MostMinutes ? Error.Field("validation_failed", 422, LifetimeKey, "Choose at most 30 days.") : null;
    }

    private static string Words(int minutes) => $"{minutes} minutes";
}
