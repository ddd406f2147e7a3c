using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>Owners say what their account demands; each kind of rule is saved by itself, all of them in one row.</summary>
internal sealed class SecurityPolicyService(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SessionGuard session, AuditLog audit, ChangeFeed changes,
    TimeProvider clock)
{
    public async Task<Result<SecurityPolicy>> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await access.IsOwnerAsync(db, actor, ct) ? await SecurityPolicies.OfAsync(db, actor.AccountId, ct) : CommonErrors.Forbidden;
    }

    /// <summary>Whom these rules would hit; saves nothing.</summary>
    public async Task<Result<PolicyReach>> PreviewAsync(Actor actor, PasswordRulesForm form, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var read = form.Read();
        return read.Succeeded ? await PolicyReach.OfAsync(db, actor.AccountId, read.Value.MaxAgeDays, clock.GetUtcNow(), ct) : read.Error!;
    }

    /// <summary>The passwords people have stay until they are changed.</summary>
    public async Task<Result> SavePasswordsAsync(Actor actor, PasswordRulesForm form, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var read = form.Read();
        if (read.Succeeded && await session.ProblemAsync(db, actor, ct) is { } stale) return stale;
        return read.Succeeded ? await SaveAsync(db, actor, form.Version, policy => form.Apply(policy, read.Value), ct) : read.Error!;
    }

    /// <summary>Who changed a rule last, by the names the audit gives them, for a change that came second.</summary>
    public async Task<IReadOnlyDictionary<string, ChangedBy>> ChangedByAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return new Dictionary<string, ChangedBy>(StringComparer.Ordinal);
        return await db.ChangedSinceAsync(actor.AccountId, actor.AccountId, DateTimeOffset.UnixEpoch, ct);
    }

    /// <param name="version">Of the policy that was seen; another one by now is left alone.</param>
    /// <param name="apply">Changes the columns of one kind of rule and says what became of them.</param>
    private async Task<Result> SaveAsync(DashboardDbContext db, Actor actor, int version, Func<SecurityPolicy, Changes> apply, CancellationToken ct)
    {
        var (policy, isNew) = await SecurityPolicies.EditAsync(db, actor.AccountId, ct);
        if (policy.Version != version) return SecurityPolicies.Changed;
        var change = apply(policy);
        if (change.Fields.Count == 0) return Result.Ok;

        policy.Version++;
        var name = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync(ct);
        audit.Add(db, actor, AuditActions.PolicyChanged, new AuditTarget(AuditTarget.Account, actor.AccountId, name), change);
        if (await SecurityPolicies.TrySaveAsync(db, policy, isNew, ct) is { } failed) return failed;

        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        return Result.Ok;
    }
}
