using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>When somebody is to be off-boarded: sessions, links and assignments end then, groups are kept for the record.</summary>
public sealed class PlannedEnd
{
    public const int MaxReasonLength = 200;
    public const int MaxYears = 5;

    public Guid IdentityId { get; init; }

    public Guid AccountId { get; init; }

    public DateTimeOffset At { get; set; }

    public string? Reason { get; set; }

    /// <summary>The API keys they made end too.</summary>
    public bool EndsKeys { get; set; }

    /// <summary>Who planned it, rightfully then: it is done in their name, whatever they may do by that time.</summary>
    public Guid PlannedById { get; set; }

    public required string PlannedByName { get; set; }

    public DateTimeOffset PlannedAt { get; set; }

    /// <summary>Why it couldn't be done when the time came; null while it waits.</summary>
    public string? Problem { get; set; }
}

internal sealed class PlannedEndConfiguration : IEntityTypeConfiguration<PlannedEnd>
{
    public void Configure(EntityTypeBuilder<PlannedEnd> builder)
    {
        builder.ToTable("planned_ends");
        builder.HasKey(e => e.IdentityId);
        builder.Property(e => e.IdentityId).ValueGeneratedNever();
        builder.Property(e => e.Reason).HasMaxLength(PlannedEnd.MaxReasonLength);
        builder.Property(e => e.PlannedByName).HasMaxLength(300);
        builder.Property(e => e.Problem).HasMaxLength(300);
        builder.HasIndex(e => e.At);
    }
}
