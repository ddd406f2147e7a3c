using IdentityDashboard.Data;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Factors;

public sealed record AuthenticatorView(DateTimeOffset Since, DateTimeOffset? LastUsedAt);

public sealed record PasskeyView(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>With what somebody signs in besides a password.</summary>
public sealed record FactorList(AuthenticatorView? Authenticator, IReadOnlyList<PasskeyView> Passkeys, int RecoveryCodesLeft)
{
    public bool HasAny => Authenticator is not null || Passkeys.Count > 0;

    public bool HasOne => (Authenticator is null ? 0 : 1) + Passkeys.Count == 1;
}

/// <param name="Offered">False while the policy is off: what is there can be removed, nothing added.</param>
/// <param name="Required">The last factor stays.</param>
public sealed record OwnFactors(FactorList List, bool Offered, bool Required)
{
    /// <summary>At so few it is time for new ones.</summary>
    public const int FewCodes = 3;

    public bool FewCodesLeft => List.HasAny && List.RecoveryCodesLeft <= FewCodes;
}

/// <summary>What people see of their own factors.</summary>
internal sealed class FactorOverview(IDbContextFactory<DashboardDbContext> dbs, MfaRequirement requirement)
{
    /// <summary>Always about the actor, so it takes no rights.</summary>
    public async Task<Result<OwnFactors>> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await RecoveryLinks.PersonAsync(db, actor.AccountId, actor.Id, ct) is null) return CredentialErrors.NotFound;
        var policy = await SecurityPolicies.OfAsync(db, actor.AccountId, ct);
        return new OwnFactors(await ListAsync(db, actor.Id, ct), policy.Mfa != MfaPolicy.Off, await requirement.IsRequiredAsync(db, policy, actor.Id, ct));
    }

    public static async Task<FactorList> ListAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        var authenticator = await db.Authenticators.Where(a => a.IdentityId == identityId && a.ConfirmedAt != null)
            .Select(a => new AuthenticatorView(a.CreatedAt, a.LastUsedAt)).FirstOrDefaultAsync(ct);
        var passkeys = await db.Passkeys.Where(p => p.IdentityId == identityId).OrderBy(p => p.Id)
            .Select(p => new PasskeyView(p.Id, p.Name, p.CreatedAt, p.LastUsedAt)).ToListAsync(ct);
        return new FactorList(authenticator, passkeys, await db.RecoveryCodes.CountAsync(c => c.IdentityId == identityId && c.UsedAt == null, ct));
    }
}
