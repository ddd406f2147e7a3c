using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>API keys to filter the audit by; an account has few.</summary>
internal sealed class AuditKeys(IDbContextFactory<DashboardDbContext> dbs) : IAuditSubjects
{
    public bool Act => true;

    public async Task<IReadOnlyList<AuditSubject>> FindAsync(Guid accountId, string text, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var term = text.ToLowerInvariant();
        return await db.ApiKeys.Where(k => k.AccountId == accountId && k.Name.ToLower().Contains(term)).OrderBy(k => k.Name).Take(take)
            .Select(k => new AuditSubject(AuditTarget.ApiKey, k.Id, k.Name, "API key " + k.Prefix + "…")).ToListAsync(ct);
    }
}
