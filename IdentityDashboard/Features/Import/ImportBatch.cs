using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Import;

/// <summary>What one transaction of the run did. It commits with what it tells of.</summary>
public sealed class ImportBatch
{
    public Guid ImportId { get; init; }

    /// <summary>How many rows had their turn before it; of an undo, that of the batch it takes back.</summary>
    public int Number { get; init; }

    public long FirstLine { get; init; }

    public long LastLine { get; init; }

    public int Done { get; init; }

    public int Skipped { get; init; }

    /// <summary>The line and the outcome of each row; see <see cref="WrittenRow"/>.</summary>
    public required string Rows { get; init; }

    /// <summary>Ids of people or invitations it made, 16 bytes each, in the order of their rows.</summary>
    public required byte[] Made { get; init; }

    public int Updated { get; init; }

    /// <summary>JSON: [line, field, sentence] of rows that failed; of an undo, [0, name, reason] of who stayed.</summary>
    public required string Failures { get; init; }

    public int Failed { get; init; }

    /// <summary>Taken after all it writes: what is later is somebody's later doing.</summary>
    public DateTimeOffset At { get; init; }
}

/// <summary>What became of a row.</summary>
public enum ImportOutcome
{
    Created,
    Updated,
    Skipped,
    Failed,
}

internal sealed class ImportBatchConfiguration : IEntityTypeConfiguration<ImportBatch>
{
    public void Configure(EntityTypeBuilder<ImportBatch> builder)
    {
        builder.ToTable("import_batches");
        builder.HasKey(b => new { b.ImportId, b.Number });
        builder.HasOne<ImportJob>().WithMany().HasForeignKey(b => b.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}
