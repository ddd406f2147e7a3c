using IdentityDashboard.Data;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>What an account demands now, as everybody who has to keep to it asks for it.</summary>
internal static class SecurityPolicies
{
    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody changed this policy while you were choosing. Look at what it is now, then save again.");

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

    /// <summary>To be changed: tracked, and made where the account had none. Raise <see cref="SecurityPolicy.Version"/> with the change.</summary>
    public static async Task<(SecurityPolicy Policy, bool IsNew)> EditAsync(DashboardDbContext db, Guid accountId, CancellationToken ct)
    {
        if (await db.SecurityPolicies.FirstOrDefaultAsync(p => p.AccountId == accountId, ct) is { } own) return (own, false);
        return (new SecurityPolicy { AccountId = accountId }, true);
    }

    /// <summary>Null when it is saved; <see cref="Changed"/> when somebody else's change came first.</summary>
    public static async Task<Error?> TrySaveAsync(DashboardDbContext db, SecurityPolicy policy, bool isNew, CancellationToken ct)
    {
        if (isNew) db.SecurityPolicies.Add(policy);
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Changed;
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return Changed;
        }
    }
}
