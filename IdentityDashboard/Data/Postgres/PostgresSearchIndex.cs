using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data.Postgres;

/// <summary>pg_trgm GIN indexes on the search texts (see the migrations SearchIndex and Hierarchy).</summary>
internal sealed class PostgresSearchIndex : ISearchIndex
{
    public IQueryable<Guid> Identities(DashboardDbContext db, Guid accountId, string term)
    {
        var pattern = Pattern(term);
        return db.Identities.Where(i => i.AccountId == accountId && EF.Functions.Like(i.SearchText, pattern, "\\")).Select(i => i.Id);
    }

    public IQueryable<Guid> Groups(DashboardDbContext db, Guid accountId, string term)
    {
        var pattern = Pattern(term);
        return db.Groups.Where(g => g.AccountId == accountId && EF.Functions.Like(g.NormalizedName, pattern, "\\")).Select(g => g.Id);
    }

    public IQueryable<Guid> Nodes(DashboardDbContext db, Guid accountId, string term)
    {
        var pattern = Pattern(term);
        return db.Nodes.Where(n => n.AccountId == accountId && EF.Functions.Like(n.Name.ToLower(), pattern, "\\")).Select(n => n.Id);
    }

    public IQueryable<long> Audit(DashboardDbContext db, Guid accountId, string term)
    {
        var pattern = Pattern(term);
        return db.AuditEntries.Where(e => e.AccountId == accountId && EF.Functions.Like(e.SearchText, pattern, "\\")).Select(e => e.Sequence);
    }

    public static string Pattern(string term) =>
        $"%{term.ToLowerInvariant().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
}
