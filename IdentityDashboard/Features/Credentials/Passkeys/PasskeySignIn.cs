using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Passkeys;

/// <summary>
/// Answers whose passkey it is. No password is involved, so nobody's wrong passwords lock it out (A23); a stranger's
/// passkey, a suspended person's and a spent challenge get the same words.
/// </summary>
internal sealed class PasskeySignIn(IDbContextFactory<DashboardDbContext> dbs, PasskeyCeremonies ceremonies, PasskeyStore people, SignInThrottle throttle, AuditLog audit, TimeProvider clock)
{
    /// <summary>For anybody: says nothing about who is here (A19).</summary>
    public Task<PasskeyChallenge> BeginAsync() => ceremonies.RequestAsync(owner: null);

    /// <summary>For somebody who has shown their password: names their own passkeys.</summary>
    public async Task<PasskeyChallenge?> BeginAsync(Guid accountId, Guid identityId, CancellationToken ct) =>
        await people.FindByIdAsync(identityId.ToString(), ct) is { } owner && owner.AccountId == accountId ? await ceremonies.RequestAsync(owner) : null;

    /// <returns>The person's id.</returns>
    public async Task<Result<Guid>> SignInAsync(Guid accountId, string? state, string? credential, string? ip, CancellationToken ct)
    {
        if (await ceremonies.AssertAsync(state, credential) is not { } proof || proof.Owner.AccountId != accountId) return FactorErrors.PasskeyRefused;
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (proof.Owner.State == PrincipalState.Active && await SpendAsync(db, proof, ct)) return proof.Owner.Id;
        audit.Add(db, Actor.System(accountId, "Sign-in page") with { Ip = ip }, AuditActions.SignInRefused, new AuditTarget(AuditTarget.User, proof.Owner.Id, proof.Owner.FullName));
        await db.SaveChangesAsync(ct);
        return FactorErrors.PasskeyRefused;
    }

    /// <summary>As the second factor, and wherever somebody has to show again who they are.</summary>
    public async Task<Result> PassAsync(Actor actor, string? state, string? credential, CancellationToken ct)
    {
        if (await ceremonies.AssertAsync(state, credential) is not { Owner.State: PrincipalState.Active } proof || proof.Owner.Id != actor.Id) return FactorErrors.PasskeyRefused;
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await SpendAsync(db, proof, ct) ? Result.Ok : FactorErrors.PasskeyRefused;
    }

    /// <summary>
    /// A challenge is answered once, also by passkeys that don't count. The counter goes up in one statement: of a passkey and
    /// its copy only one gets in.
    /// </summary>
    private async Task<bool> SpendAsync(DashboardDbContext db, PasskeyProof proof, CancellationToken ct)
    {
        if (!await throttle.TryTakeAsync(db, proof.Owner.AccountId, AttemptLimit.Challenge, proof.Challenge, ct)) return false;
        var (credential, count, now, backedUp) = (proof.Passkey.CredentialId, (long)proof.Passkey.SignCount, clock.GetUtcNow(), proof.Passkey.IsBackedUp);
        return await db.Passkeys.Where(p => p.IdentityId == proof.Owner.Id && p.CredentialId == credential && (p.SignCount < count || (p.SignCount == 0 && count == 0)))
            .ExecuteUpdateAsync(s => s.SetProperty(p => p.SignCount, count).SetProperty(p => p.LastUsedAt, now).SetProperty(p => p.IsBackedUp, backedUp), ct) == 1;
    }
}
