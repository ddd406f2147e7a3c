namespace IdentityDashboard.Data;

/// <summary>
/// Substring search through the database's own index, never a scan. Terms of three characters and more only:
/// trigrams can't answer shorter ones, which go by prefix.
/// </summary>
public interface ISearchIndex
{
    public const int MinLength = 3;

    /// <summary>Ids of identities whose name or email contains the term; composes into the caller's query.</summary>
    IQueryable<Guid> Identities(DashboardDbContext db, Guid accountId, string term);

    IQueryable<Guid> Groups(DashboardDbContext db, Guid accountId, string term);

    /// <summary>Ids of nodes, of any environment, whose name contains the term.</summary>
    IQueryable<Guid> Nodes(DashboardDbContext db, Guid accountId, string term);

    /// <summary>Sequence numbers of audit entries that name the term.</summary>
    IQueryable<long> Audit(DashboardDbContext db, Guid accountId, string term);
}
