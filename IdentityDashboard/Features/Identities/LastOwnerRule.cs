using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>An account always keeps an Owner who can act (A43). Whatever takes that from somebody asks here first.</summary>
internal static class LastOwnerRule
{
    /// <summary>
    /// Who of these people has to stay an active Owner, or null when all of them may go: the one who has been Owner
    /// longest, if nobody else remains. Call it within the transaction of the act, before writing: it writes the
    /// account's row first, so that such acts wait for each other and each sees what the one before left.
    /// </summary>
    public static async Task<Guid?> MustStayAsync(DashboardDbContext db, Guid accountId, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (!await db.AccountOwners.AnyAsync(o => o.AccountId == accountId && ids.Contains(o.IdentityId), ct)) return null;
        await db.Accounts.Where(a => a.Id == accountId).ExecuteUpdateAsync(s => s.SetProperty(a => a.OwnersVersion, a => a.OwnersVersion + 1), ct);
        var active = await db.AccountOwners.Where(o => o.AccountId == accountId && db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Active))
            .OrderBy(o => o.CreatedAt).ThenBy(o => o.IdentityId).Select(o => o.IdentityId).ToListAsync(ct);
        return active.TrueForAll(ids.Contains) ? active.Select(id => (Guid?)id).FirstOrDefault() : null;
    }
}
