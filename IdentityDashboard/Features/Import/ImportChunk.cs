using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Import;

/// <summary>A part of the file as it came, encrypted: any instance can go on reading.</summary>
public sealed class ImportChunk
{
    public Guid ImportId { get; init; }

    public int Position { get; init; }

    public required byte[] Content { get; init; }
}

internal sealed class ImportChunkConfiguration : IEntityTypeConfiguration<ImportChunk>
{
    public void Configure(EntityTypeBuilder<ImportChunk> builder)
    {
        builder.ToTable("import_chunks");
        builder.HasKey(c => new { c.ImportId, c.Position });
        builder.HasOne<ImportJob>().WithMany().HasForeignKey(c => c.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}
