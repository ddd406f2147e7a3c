using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>For forms that take a password: the rules they show. Whoever may choose a password may know them.</summary>
internal sealed class PasswordPolicies(IDbContextFactory<DashboardDbContext> dbs)
{
    public async Task<PasswordPolicy> OfAsync(Guid accountId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await SecurityPolicies.PasswordsOfAsync(db, accountId, ct);
    }
}
