using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data.Postgres;

public sealed class PostgresDashboardDbContext(DbContextOptions<PostgresDashboardDbContext> options) : DashboardDbContext(options)
{
    /// <summary>Sorts by code point as SQLite does, so that pages, prefixes and indexes agree in both databases.</summary>
    private const string CodePointOrder = "C";

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.HasPostgresExtension("pg_trgm");
        builder.Entity<Identity>().Property(i => i.SortName).UseCollation(CodePointOrder);
        builder.Entity<Identity>().Property(i => i.NormalizedEmail).UseCollation(CodePointOrder);
        builder.Entity<AttributeValue>().Property(v => v.Comparable).UseCollation(CodePointOrder);
        builder.Entity<DirectoryGroup>().Property(g => g.NormalizedName).UseCollation(CodePointOrder);
    }
}
