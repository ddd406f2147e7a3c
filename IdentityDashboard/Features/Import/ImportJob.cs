using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Import;

/// <summary>A file of people and what is done with it; survives refresh, restart and a killed process.</summary>
public sealed class ImportJob
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    /// <summary>Whose rights are asked for every row, at the time the row is done.</summary>
    public ActorKind ActorKind { get; init; }

    public Guid ActorId { get; init; }

    public required string ActorName { get; init; }

    public string? ActorIp { get; init; }

    public ImportMode Mode { get; init; }

    public Guid? EnvironmentId { get; init; }

    public Guid? ApplicationId { get; init; }

    /// <summary>A name only, never a path.</summary>
    public required string FileName { get; init; }

    /// <summary>Null while the file is still on its way: nobody sees it.</summary>
    public DateTimeOffset? ReceivedAt { get; set; }

    /// <summary>The file, and all that was copied from it, is erased.</summary>
    public DateTimeOffset? ErasedAt { get; set; }

    /// <summary>What is said about the file instead of what was found, and how it is read: JSON.</summary>
    public string ReadingChoices { get; set; } = "{}";

    public string Reading { get; set; } = "{}";

    /// <summary>Why the file can't be read at all.</summary>
    public string? Problem { get; set; }

    /// <summary>Columns and their first values, encrypted; see <see cref="ImportHead"/>.</summary>
    public byte[] Head { get; set; } = [];

    /// <summary>JSON: one field a column, in order.</summary>
    public string Mapping { get; set; } = "[]";

    public MappingOrigin MappingOrigin { get; set; }

    /// <summary>JSON of <see cref="ImportChoices"/>.</summary>
    public string Choices { get; set; } = "{}";

    /// <summary>Who sent it doesn't look at the check: it runs as soon as that has ended.</summary>
    public bool RunsWhenChecked { get; set; }

    public ImportState State { get; set; }

    /// <summary>Rows of the file: how many were checked so far, while it is being checked.</summary>
    public int Rows { get; set; }

    public int Creates { get; set; }

    public int Updates { get; set; }

    public int Unchanged { get; set; }

    public int Conflicts { get; set; }

    public int Errors { get; set; }

    public int Warnings { get; set; }

    public int PasswordRows { get; set; }

    public int? HashingSeconds { get; set; }

    /// <summary>JSON: sentences of what the check found, with their counts.</summary>
    public string Groups { get; set; } = "[]";

    /// <summary>Rows of the file that have had their turn; of an undo, those of the import it takes back.</summary>
    public int Position { get; set; }

    public int Done { get; set; }

    public int Failed { get; set; }

    public int Skipped { get; set; }

    /// <summary>People or invitations it made; of an undo, took away.</summary>
    public int Made { get; set; }

    /// <summary>Why it ended before its end.</summary>
    public string? Failure { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The import this one takes back.</summary>
    public Guid? UndoOf { get; init; }

    /// <summary>The worker that holds it, until <see cref="LeasedUntil"/>.</summary>
    public Guid? LeasedBy { get; set; }

    public DateTimeOffset? LeasedUntil { get; set; }
}

public enum MappingOrigin
{
    Guessed,
    Remembered,
    Chosen,
}

internal sealed class ImportJobConfiguration : IEntityTypeConfiguration<ImportJob>
{
    public void Configure(EntityTypeBuilder<ImportJob> builder)
    {
        builder.ToTable("imports");
        builder.Property(i => i.ActorName).HasMaxLength(254);
        builder.Property(i => i.ActorIp).HasMaxLength(64);
        builder.Property(i => i.FileName).HasMaxLength(ImportName.MaxLength);
        builder.Property(i => i.Problem).HasMaxLength(400);
        builder.Property(i => i.Failure).HasMaxLength(400);
        builder.HasIndex(i => new { i.AccountId, i.CreatedAt });
        // Checking and Running.
        builder.HasIndex(i => i.State).HasFilter("state IN (1, 3)").HasDatabaseName("ix_imports_open");
        builder.HasIndex(i => i.UndoOf);
    }
}
