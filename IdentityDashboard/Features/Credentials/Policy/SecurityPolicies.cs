using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>What an account demands now, as everybody who has to keep to it asks for it.</summary>
internal static class SecurityPolicies
{
    /// <summary>The account's own, or the defaults; not tracked.</summary>
    public static async Task<SecurityPolicy> OfAsync(DashboardDbContext db, Guid accountId, CancellationToken ct) =>
        await db.SecurityPolicies.AsNoTracking().FirstOrDefaultAsync(p => p.AccountId == accountId, ct) ?? new SecurityPolicy { AccountId = accountId };

    /// <summary>What passwords of the account must be; its names are part of that.</summary>
    public static async Task<PasswordPolicy> PasswordsOfAsync(DashboardDbContext db, Guid accountId, CancellationToken ct)
    {
        var found = await (from account in db.Accounts.AsNoTracking()
                           where account.Id == accountId
                           join policy in db.SecurityPolicies on account.Id equals policy.AccountId into own
                           from policy in own.DefaultIfEmpty()
                           select new { account.Name, account.Slug, Policy = policy }).SingleAsync(ct);
        return PasswordPolicy.Of(found.Policy ?? new SecurityPolicy { AccountId = accountId }, found.Name, found.Slug);
    }
}
