using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Audit;

/// <summary>What an actor did to whom. Written in the act's own transaction; never changed afterwards.</summary>
public sealed class AuditEntry
{
    /// <summary>Orders entries; times may jump, this doesn't.</summary>
    public long Sequence { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>A stable name such as <c>user.created</c>: see <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    public ActorKind ActorKind { get; init; }

    public Guid ActorId { get; init; }

    public required string ActorName { get; init; }

    public required string TargetKind { get; init; }

    public Guid TargetId { get; init; }

    public required string TargetName { get; init; }

    /// <summary>JSON: field to [old, new]. Never a secret.</summary>
    public required string Changes { get; init; }

    public string? Ip { get; init; }

    /// <summary>Action, names and email in lower case, indexed by trigrams.</summary>
    public required string SearchText { get; init; }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.HasKey(e => e.Sequence);
        builder.Property(e => e.Sequence).ValueGeneratedOnAdd();
        builder.Property(e => e.Action).HasMaxLength(80);
        builder.Property(e => e.ActorName).HasMaxLength(254);
        builder.Property(e => e.TargetKind).HasMaxLength(40);
        builder.Property(e => e.TargetName).HasMaxLength(254);
        builder.Property(e => e.Ip).HasMaxLength(64);
        builder.HasIndex(e => e.Id).IsUnique();
        builder.HasIndex(e => new { e.AccountId, e.Sequence });
        builder.HasIndex(e => new { e.TargetId, e.Sequence });
        builder.HasIndex(e => new { e.ActorId, e.Sequence });
        builder.HasIndex(e => new { e.AccountId, e.Action, e.Sequence });
        builder.HasIndex(e => new { e.AccountId, e.At });
    }
}
