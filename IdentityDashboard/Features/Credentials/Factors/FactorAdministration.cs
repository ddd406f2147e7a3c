using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <param name="IsForced">The next sign-in leads to the page that sets a factor up.</param>
public sealed record PersonFactorsView(FactorList List, bool IsForced);

/// <summary>Administrators see somebody's factors, take them away when they are lost, and ask for one. It takes rights that cover all that person holds (A36).</summary>
internal sealed class FactorAdministration(
    IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, SessionGuard guard, FactorChange change, SignInThrottle throttle, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    public async Task<Result<PersonFactorsView>> GetAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var forced = await db.Identities.Where(i => i.Id == identityId && i.AccountId == actor.AccountId).Select(i => (bool?)i.RequireMfaEnrolment).FirstOrDefaultAsync(ct);
        if (forced is null) return CredentialErrors.NotFound;
        var themselves = actor.Kind == ActorKind.Identity && actor.Id == identityId;
        if (!themselves && !await grants.CoversAsync(db, actor, Permissions.CredentialManage, identityId, ct)) return FactorErrors.NotCovered;
        return new PersonFactorsView(await FactorOverview.ListAsync(db, identityId, ct), forced.Value);
    }

    /// <summary>All factors and codes go, and every session ends. Whether they have to enrol again is the policy's affair.</summary>
    public async Task<Result> ResetAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var owner = await FactorChange.BeginAsync(db, actor.AccountId, identityId, ct);
        if (owner is null) return CredentialErrors.NotFound;
        if (await ProblemAsync(db, actor, identityId, ct) is { } problem) return problem;
        if (!owner.Before.HasAny) return FactorErrors.NoFactor;

        await db.Authenticators.Where(a => a.IdentityId == identityId).ExecuteDeleteAsync(ct);
        await db.Passkeys.Where(p => p.IdentityId == identityId).ExecuteDeleteAsync(ct);
        await RecoveryCodeWriter.ClearAsync(db, identityId, ct);
        await throttle.ForgetAsync(db, actor.AccountId, AttemptLimit.Factor, SecondFactor.Subject(identityId), ct);
        var lost = new Changes().Set("authenticator", owner.Before.HasAuthenticator, now: false).Set("passkeys", owner.Before.Passkeys.ToString(CultureInfo.InvariantCulture), "0");
        var news = new FactorNews(AuditActions.MfaReset, "Your two-step sign-in was reset", $"{actor.Name} reset your two-step sign-in: your authenticator app, passkeys and recovery codes don’t work any more. Your password still does.") { Changes = lost };
        await change.FinishAsync(db, actor, owner, news, ct);
        await transaction.CommitAsync(ct);

        change.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    /// <summary>The next sign-in, and every open session at its next step, leads to the page that sets a factor up (S79).</summary>
    public async Task<Result> ForceAsync(Actor actor, Guid identityId, bool forced, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var owner = await FactorChange.BeginAsync(db, actor.AccountId, identityId, ct);
        if (owner is null) return CredentialErrors.NotFound;
        if (await ProblemAsync(db, actor, identityId, ct) is { } problem) return problem;

        var (version, now) = (Guid.NewGuid().ToString(), clock.GetUtcNow());
        var changed = await db.Identities.Where(i => i.Id == identityId && i.RequireMfaEnrolment != forced).ExecuteUpdateAsync(s => s
            .SetProperty(i => i.RequireMfaEnrolment, forced).SetProperty(i => i.ConcurrencyStamp, version).SetProperty(i => i.UpdatedAt, now), ct);
        if (changed == 0) return Result.Ok;
        audit.Add(db, actor, AuditActions.MfaEnrolmentForced, new AuditTarget(AuditTarget.User, identityId, owner.Person.FullName), new Changes().Set("require_mfa_enrolment", !forced, forced));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    private async Task<Error?> ProblemAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct)
    {
        if (actor.Kind == ActorKind.Identity && actor.Id == identityId) return FactorErrors.Yourself;
        if (!await grants.CoversAsync(db, actor, Permissions.CredentialManage, identityId, ct)) return FactorErrors.NotCovered;
        return await guard.ProblemAsync(db, actor, ct);
    }
}
