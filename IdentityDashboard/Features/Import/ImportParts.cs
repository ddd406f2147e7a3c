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

/// <summary>A row the check had something to say about. Only the first ones are kept; all are counted.</summary>
public sealed class ImportProblem
{
    public const int MostKept = 10_000;

    public Guid ImportId { get; init; }

    public long Line { get; init; }

    public ImportVerdict Verdict { get; set; }

    /// <summary>JSON of the problems.</summary>
    public required string Problems { get; set; }

    /// <summary>Encrypted; see <see cref="ImportSecrets"/>.</summary>
    public required byte[] Cells { get; set; }
}

/// <summary>What a row comes to.</summary>
public enum ImportVerdict
{
    Create,
    Update,
    Unchanged,
    Conflict,
    Error,
}

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

/// <summary>How columns of this kind of file were mapped the last time.</summary>
public sealed class ImportMapping
{
    public Guid AccountId { get; init; }

    public required string Fingerprint { get; init; }

    public required string Mapping { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }
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

internal sealed class ImportFixConfiguration : IEntityTypeConfiguration<ImportFix>
{
    public void Configure(EntityTypeBuilder<ImportFix> builder)
    {
        builder.ToTable("import_fixes");
        builder.HasIndex(f => f.ImportId);
        builder.HasOne<ImportJob>().WithMany().HasForeignKey(f => f.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ImportProblemConfiguration : IEntityTypeConfiguration<ImportProblem>
{
    public void Configure(EntityTypeBuilder<ImportProblem> builder)
    {
        builder.ToTable("import_problems");
        builder.HasKey(p => new { p.ImportId, p.Line });
        builder.HasOne<ImportJob>().WithMany().HasForeignKey(p => p.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
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

internal sealed class ImportMappingConfiguration : IEntityTypeConfiguration<ImportMapping>
{
    public void Configure(EntityTypeBuilder<ImportMapping> builder)
    {
        builder.ToTable("import_mappings");
        builder.HasKey(m => new { m.AccountId, m.Fingerprint });
        builder.Property(m => m.Fingerprint).HasMaxLength(32);
    }
}
