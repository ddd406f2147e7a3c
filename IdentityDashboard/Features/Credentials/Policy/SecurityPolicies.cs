using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>What an account demands now, as everybody who has to keep to it asks for it.</summary>
internal static class SecurityPolicies
{
    /// <summary>The account's own, or the defaults; not tracked.</summary>
    public static async Task<SecurityPolicy> OfAsync(DashboardDbContext db, Guid accountId, CancellationToken ct) =>
        await db.SecurityPolicies.AsNoTracking().FirstOrDefaultAsync(p => p.AccountId == accountId, ct) ?? new SecurityPolicy { AccountId = accountId };
}
