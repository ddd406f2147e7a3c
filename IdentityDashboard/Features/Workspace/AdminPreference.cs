using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Workspace;

/// <summary>What one administrator chose for their own screen; follows them to every browser.</summary>
public sealed class AdminPreference
{
    public Guid IdentityId { get; init; }

    /// <summary>The environment last chosen in the workspace switcher.</summary>
    public Guid? EnvironmentId { get; set; }

    public DateTimeOffset? GuideDismissedAt { get; set; }

    /// <summary>Keys of guide steps skipped, separated by commas. Skipped is not done.</summary>
    public string GuideSkipped { get; set; } = "";

    /// <summary>Columns of the users and groups lists, separated by commas; null for the standard ones.</summary>
    public string? UserColumns { get; set; }

    public string? GroupColumns { get; set; }

    /// <summary>Lower rows in the lists (U23).</summary>
    public bool IsCompact { get; set; }

    /// <summary>Shortcuts of one key are off (U3).</summary>
    public bool NoSingleKeys { get; set; }
}

internal sealed class AdminPreferenceConfiguration : IEntityTypeConfiguration<AdminPreference>
{
    public void Configure(EntityTypeBuilder<AdminPreference> builder)
    {
        builder.ToTable("admin_preferences");
        builder.HasKey(p => p.IdentityId);
        builder.Property(p => p.GuideSkipped).HasMaxLength(400);
        builder.Property(p => p.UserColumns).HasMaxLength(1000);
        builder.Property(p => p.GroupColumns).HasMaxLength(1000);
    }
}
