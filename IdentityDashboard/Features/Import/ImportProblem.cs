using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Import;

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

internal sealed class ImportProblemConfiguration : IEntityTypeConfiguration<ImportProblem>
{
    public void Configure(EntityTypeBuilder<ImportProblem> builder)
    {
        builder.ToTable("import_problems");
        builder.HasKey(p => new { p.ImportId, p.Line });
        builder.HasOne<ImportJob>().WithMany().HasForeignKey(p => p.ImportId).OnDelete(DeleteBehavior.Cascade);
    }
}
