using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>Counts for Overview and the Setup Guide, capped so that they stay cheap.</summary>
internal sealed class IdentityStatistics(IDbContextFactory<DashboardDbContext> dbs)
{
    /// <summary>People who use the application, without <paramref name="except"/>; counted up to <paramref name="limit"/>.</summary>
    public async Task<int> CountMembersAsync(Guid accountId, Guid applicationId, Guid? except, int limit, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.AppMemberships.Where(m => m.AccountId == accountId && m.ApplicationId == applicationId && m.IdentityId != except
            && db.Identities.Any(i => i.Id == m.IdentityId && i.State != PrincipalState.Deleted)).Take(limit).CountAsync(ct);
    }
}
