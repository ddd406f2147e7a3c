using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Groups;

/// <summary>The group stands directly inside another; it may stand in several, never in itself by any way.</summary>
public sealed class GroupParent
{
    public Guid ParentId { get; init; }

    public Guid ChildId { get; init; }

    public DateTimeOffset AddedAt { get; init; }
}

/// <summary>
/// One row for each group and each group it stands in by any way, itself included: "who is in this group" and "which groups
/// is Pat in" are one indexed lookup. Follows from <see cref="GroupParent"/>; see <see cref="GroupLineageRewrite"/>.
/// </summary>
public sealed class GroupLineage
{
    public Guid DescendantId { get; init; }

    public Guid AncestorId { get; init; }

    /// <summary>Steps on the shortest way up; 0 for the group itself.</summary>
    public int Distance { get; init; }

    /// <summary>What every group needs from its first moment: without it nobody counts as being in it.</summary>
    public static GroupLineage Self(Guid groupId) => new() { DescendantId = groupId, AncestorId = groupId };
}

internal sealed class GroupParentConfiguration : IEntityTypeConfiguration<GroupParent>
{
    public void Configure(EntityTypeBuilder<GroupParent> builder)
    {
        builder.ToTable("group_parents");
        builder.HasKey(p => new { p.ChildId, p.ParentId });
        builder.HasIndex(p => p.ParentId);
        builder.HasOne<DirectoryGroup>().WithMany().HasForeignKey(p => p.ParentId);
        builder.HasOne<DirectoryGroup>().WithMany().HasForeignKey(p => p.ChildId);
    }
}

internal sealed class GroupLineageConfiguration : IEntityTypeConfiguration<GroupLineage>
{
    public void Configure(EntityTypeBuilder<GroupLineage> builder)
    {
        builder.ToTable("group_lineage");
        builder.HasKey(l => new { l.DescendantId, l.AncestorId });
        builder.HasIndex(l => l.AncestorId);
        builder.HasOne<DirectoryGroup>().WithMany().HasForeignKey(l => l.DescendantId);
        builder.HasOne<DirectoryGroup>().WithMany().HasForeignKey(l => l.AncestorId);
    }
}
