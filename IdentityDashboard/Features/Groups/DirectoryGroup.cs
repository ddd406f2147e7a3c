using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Groups;

/// <summary>A named set of identities and of other groups. Groups belong to the account.</summary>
public sealed class DirectoryGroup
{
    public const int MaxNameLength = 100;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public required string Name { get; set; }

    /// <summary>The form that is unique in an account and that the list sorts by.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>"Local", or the identity provider that owns the group.</summary>
    public string Source { get; init; } = "Local";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public static string Normalize(string name) => name.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
}

/// <summary>Counts from <see cref="EffectiveFrom"/> until just before <see cref="EffectiveTo"/>.</summary>
public sealed class GroupMember
{
    public Guid GroupId { get; init; }

    public Guid IdentityId { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    public DateTimeOffset? EffectiveFrom { get; set; }

    public DateTimeOffset? EffectiveTo { get; set; }
}

internal sealed class DirectoryGroupConfiguration : IEntityTypeConfiguration<DirectoryGroup>
{
    public void Configure(EntityTypeBuilder<DirectoryGroup> builder)
    {
        builder.ToTable("groups");
        builder.Property(g => g.Name).HasMaxLength(DirectoryGroup.MaxNameLength);
        builder.Property(g => g.NormalizedName).HasMaxLength(DirectoryGroup.MaxNameLength);
        builder.Property(g => g.Source).HasMaxLength(120);
        builder.HasIndex(g => new { g.AccountId, g.NormalizedName }).IsUnique();
        builder.HasIndex(g => new { g.AccountId, g.UpdatedAt, g.Id });
    }
}

internal sealed class GroupMemberConfiguration : IEntityTypeConfiguration<GroupMember>
{
    public void Configure(EntityTypeBuilder<GroupMember> builder)
    {
        builder.ToTable("group_members");
        builder.HasKey(m => new { m.GroupId, m.IdentityId });
        // All that "which groups is Pat in now" asks stands in the index itself.
        builder.HasIndex(m => new { m.IdentityId, m.GroupId, m.EffectiveFrom, m.EffectiveTo }).HasDatabaseName("ix_group_members_of_person");
        builder.HasIndex(m => m.GroupId).HasFilter("effective_from IS NOT NULL OR effective_to IS NOT NULL").HasDatabaseName("ix_group_members_windows");
        builder.HasOne<DirectoryGroup>().WithMany().HasForeignKey(m => m.GroupId);
    }
}
