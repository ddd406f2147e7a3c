using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Bulk;

public enum BulkJobState
{
    /// <summary>Whom it is about is being written down.</summary>
    Preparing,
    Running,
    Finished,
    Cancelled,
}

/// <summary>One change to many people, carried out in batches; survives refresh, restart and a killed process.</summary>
public sealed class BulkJob
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    /// <summary>Whose rights are asked for every row, at the time the row is done.</summary>
    public ActorKind ActorKind { get; init; }

    public Guid ActorId { get; init; }

    public required string ActorName { get; init; }

    public string? ActorIp { get; init; }

    /// <summary>Where roles are given and invitations belong; null from the Tenant page.</summary>
    public Guid? EnvironmentId { get; init; }

    /// <summary>What is done: <c>suspend</c>, <c>add_to_group</c> ...</summary>
    public required string Kind { get; init; }

    /// <summary>JSON of what the kind needs: group, role, node.</summary>
    public required string Parameters { get; init; }

    /// <summary>JSON of the filter whose matches are taken, or null when people were picked one by one.</summary>
    public string? Selection { get; init; }

    /// <summary>How far taking down the matches has come; see <see cref="BulkJobState.Preparing"/>.</summary>
    public string? PreparedTo { get; set; }

    public BulkJobState State { get; set; }

    public int Total { get; set; }

    public int Succeeded { get; set; }

    public int Skipped { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The job this one takes back.</summary>
    public Guid? UndoOf { get; init; }

    /// <summary>The worker that holds it, until <see cref="LeasedUntil"/>.</summary>
    public Guid? LeasedBy { get; set; }

    public DateTimeOffset? LeasedUntil { get; set; }
}

public enum BulkOutcome
{
    Waiting,
    Done,
    Skipped,
}

/// <summary>One person of a job and what became of them. The change and this row commit together.</summary>
public sealed class BulkJobRow
{
    public Guid JobId { get; init; }

    public int Position { get; init; }

    public Guid TargetId { get; init; }

    public required string TargetName { get; init; }

    public BulkOutcome Outcome { get; set; }

    /// <summary>What was made for this person, such as the assignment: what undoing takes away again.</summary>
    public Guid? MadeId { get; set; }

    /// <summary>Why it was skipped, in words.</summary>
    public string? Reason { get; set; }
}

internal sealed class BulkJobConfiguration : IEntityTypeConfiguration<BulkJob>
{
    public void Configure(EntityTypeBuilder<BulkJob> builder)
    {
        builder.ToTable("bulk_jobs");
        builder.Property(j => j.ActorName).HasMaxLength(254);
        builder.Property(j => j.ActorIp).HasMaxLength(64);
        builder.Property(j => j.Kind).HasMaxLength(40);
        builder.Property(j => j.PreparedTo).HasMaxLength(1000);
        builder.HasIndex(j => new { j.AccountId, j.CreatedAt });
        builder.HasIndex(j => j.State).HasFilter("state < 2").HasDatabaseName("ix_bulk_jobs_open");
        builder.HasIndex(j => j.UndoOf);
    }
}

internal sealed class BulkJobRowConfiguration : IEntityTypeConfiguration<BulkJobRow>
{
    public void Configure(EntityTypeBuilder<BulkJobRow> builder)
    {
        builder.ToTable("bulk_job_rows");
        builder.HasKey(r => new { r.JobId, r.Position });
        builder.Property(r => r.TargetName).HasMaxLength(254);
        builder.Property(r => r.Reason).HasMaxLength(400);
        builder.HasIndex(r => new { r.JobId, r.TargetId }).IsUnique();
        builder.HasIndex(r => new { r.JobId, r.Outcome, r.Position });
        builder.HasOne<BulkJob>().WithMany().HasForeignKey(r => r.JobId);
    }
}
