using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Import;

/// <summary>How columns of this kind of file were mapped the last time.</summary>
public sealed class ImportMapping
{
    public Guid AccountId { get; init; }

    public required string Fingerprint { get; init; }

    public required string Mapping { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class ImportMappingConfiguration : IEntityTypeConfiguration<ImportMapping>
{
    public void Configure(EntityTypeBuilder<ImportMapping> builder)
    {
        builder.ToTable("import_mappings");
        builder.HasKey(m => new { m.AccountId, m.Fingerprint });
        builder.Property(m => m.Fingerprint).HasMaxLength(32);
    }
}
