using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Groups;

/// <summary>Groups to filter the audit by.</summary>
internal sealed class AuditGroupNames(IDbContextFactory<DashboardDbContext> dbs, ISearchIndex search) : IAuditSubjects
{
    public bool Act => false;

    public async Task<IReadOnlyList<AuditSubject>> FindAsync(Guid accountId, string text, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var rows = db.Groups.Where(g => g.AccountId == accountId);
        var term = DirectoryGroup.Normalize(text);
        if (term.Length >= ISearchIndex.MinLength)
        {
            var ids = search.Groups(db, accountId, term);
            rows = rows.Where(g => ids.Contains(g.Id));
        }
        else if (term.Length > 0)
        {
            rows = rows.Where(g => g.NormalizedName.StartsWith(term));
        }

        return await rows.OrderBy(g => g.NormalizedName).Take(take).Select(g => new AuditSubject(AuditTarget.Group, g.Id, g.Name, "Group")).ToListAsync(ct);
    }
}
