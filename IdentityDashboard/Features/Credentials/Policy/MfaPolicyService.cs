using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <param name="Lacking">How many active people have no factor.</param>
/// <param name="AdministratorsLacking">How many of them are administrators.</param>
/// <param name="HasOwn">Whether whoever looks has a factor.</param>
/// <param name="Version">Goes back with a change.</param>
public sealed record MfaPolicyView(MfaPolicy Mfa, CappedCount Lacking, CappedCount AdministratorsLacking, bool HasOwn, int Version)
{
    /// <summary>Who would be asked to set one up at their next sign-in.</summary>
    public CappedCount HitBy(MfaPolicy policy) => policy switch
    {
        MfaPolicy.Required => Lacking,
        MfaPolicy.RequiredForAdministrators => AdministratorsLacking,
        _ => default,
    };
}

/// <summary>Owners say who needs a second factor. Nobody is locked out by it: who has none sets one up at the next step.</summary>
internal sealed class MfaPolicyService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, SessionGuard guard, MfaRequirement requirement, AuditLog audit, ChangeFeed changes)
{
    public async Task<Result<MfaPolicyView>> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var policy = await SecurityPolicies.OfAsync(db, actor.AccountId, ct);
        return new MfaPolicyView(
            policy.Mfa, await CountAsync(db, actor, MfaPolicy.Required, ct), await CountAsync(db, actor, MfaPolicy.RequiredForAdministrators, ct),
            (await FactorQueries.OfAsync(db, actor.Id, ct)).HasAny, policy.Version);
    }

    /// <param name="version">Of the policy as it was shown.</param>
    public async Task<Result> ChangeAsync(Actor actor, MfaPolicy wanted, int version, CancellationToken ct)
    {
        if (!Enum.IsDefined(wanted)) return Error.Field("validation_failed", 422, "mfa", "Choose one of the four.");
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        if (await guard.ProblemAsync(db, actor, ct) is { } stale) return stale;
        var (policy, isNew) = await SecurityPolicies.EditAsync(db, actor.AccountId, ct);
        if (policy.Version != version) return SecurityPolicies.Changed;
        if (policy.Mfa == wanted) return Result.Ok;

        var account = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync(ct);
        audit.Add(db, actor, AuditActions.PolicyChanged, new AuditTarget(AuditTarget.Account, actor.AccountId, account), new Changes().Set("mfa", Key(policy.Mfa), Key(wanted)));
        (policy.Mfa, policy.Version) = (wanted, policy.Version + 1);
        if (await SecurityPolicies.TrySaveAsync(db, policy, isNew, ct) is { } failed) return failed;
        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        return Result.Ok;
    }

    private static string Key(MfaPolicy policy) => policy switch
    {
        MfaPolicy.Off => "off",
        MfaPolicy.Optional => "optional",
        MfaPolicy.Required => "required",
        _ => "required_for_administrators",
    };

    private async Task<CappedCount> CountAsync(DashboardDbContext db, Actor actor, MfaPolicy policy, CancellationToken ct) =>
        CappedCount.From(await requirement.Lacking(db, actor.AccountId, policy).Take(CappedCount.Limit + 1).CountAsync(ct));
}
