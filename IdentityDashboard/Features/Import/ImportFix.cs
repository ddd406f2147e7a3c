using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Import;

/// <summary>Cells changed in place: of one line, or every such value of a column. Laid over the file when it is read.</summary>
public sealed class ImportFix
{
    /// <summary>Later ones go over earlier ones.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid ImportId { get; init; }

    /// <summary>Null for a rule: the one cell given is the old value, <see cref="Into"/> the new.</summary>
    public long? Line { get; init; }

    /// <summary>Encrypted; see <see cref="ImportSecrets"/>.</summary>
    public required byte[] Cells { get; init; }

    public byte[]? Into { get; init; }
}

internal sealed class ImportFixConfiguration : IEntityTypeConfiguration<ImportFix>
{
    public void Configure(EntityTypeBuilder<ImportFix> builder)
    {
        builder.ToTable("import_fixes");
        builder.HasIndex(f => f.ImportId);
        builder.HasOne<ImportJob>().WithMany().HasForeignKey(f => f.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}
