using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>With what somebody can show, beyond their password, who they are.</summary>
public sealed record FactorState(bool HasAuthenticator, int Passkeys, int RecoveryCodesLeft)
{
    /// <summary>Recovery codes stand in for a factor; they are none.</summary>
    public bool HasAny => HasAuthenticator || Passkeys > 0;
}

internal static class FactorQueries
{
    /// <summary>One statement: it is asked at every request of a session that hasn't shown a second factor.</summary>
    public static async Task<FactorState> OfAsync(DashboardDbContext db, Guid identityId, CancellationToken ct) =>
        await db.Identities.Where(i => i.Id == identityId).Select(i => new FactorState(
            db.Authenticators.Any(a => a.IdentityId == identityId && a.ConfirmedAt != null),
            db.Passkeys.Count(p => p.IdentityId == identityId),
            db.RecoveryCodes.Count(c => c.IdentityId == identityId && c.UsedAt == null))).FirstOrDefaultAsync(ct) ?? new FactorState(false, 0, 0);
}
