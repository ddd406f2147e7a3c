using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Access;

/// <summary>A place in an environment's hierarchy: one root, children below.</summary>
public sealed class Node
{
    /// <summary>The type of every root; no other node has it.</summary>
    public const string RootType = "root";

    public const int MaxNameLength = 120;
    public const int MaxTypeLength = 60;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid EnvironmentId { get; init; }

    /// <summary>Null at the root, and only there.</summary>
    public Guid? ParentId { get; set; }

    public required string Name { get; set; }

    public required string Slug { get; set; }

    public required string NodeType { get; set; }

    /// <summary>When the node itself was archived; null while it isn't, whatever happened above it.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>It or a node above it is archived: nothing can be assigned here, and what is assigned here doesn't count.</summary>
    public bool IsArchived { get; set; }
}

/// <summary>
/// One row for each node and each of its ancestors, itself included: "at or above this node" is one indexed lookup.
/// </summary>
public sealed class NodeLineage
{
    public Guid DescendantId { get; init; }

    public Guid AncestorId { get; init; }

    /// <summary>Steps up from the descendant; 0 for the node itself.</summary>
    public int Distance { get; init; }
}

internal sealed class NodeConfiguration : IEntityTypeConfiguration<Node>
{
    public void Configure(EntityTypeBuilder<Node> builder)
    {
        builder.ToTable("nodes");
        builder.Property(n => n.Name).HasMaxLength(Node.MaxNameLength);
        builder.Property(n => n.Slug).HasMaxLength(Node.MaxNameLength);
        builder.Property(n => n.NodeType).HasMaxLength(Node.MaxTypeLength);
        builder.HasIndex(n => new { n.EnvironmentId, n.ParentId, n.Slug }).IsUnique();
        builder.HasIndex(n => n.EnvironmentId).IsUnique().HasFilter("parent_id IS NULL").HasDatabaseName("ix_nodes_one_root");
        builder.HasIndex(n => n.Id).HasFilter("is_archived").HasDatabaseName("ix_nodes_archived");
        builder.HasOne<Node>().WithMany().HasForeignKey(n => n.ParentId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class NodeLineageConfiguration : IEntityTypeConfiguration<NodeLineage>
{
    public void Configure(EntityTypeBuilder<NodeLineage> builder)
    {
        builder.ToTable("node_lineage");
        builder.HasKey(l => new { l.DescendantId, l.AncestorId });
        builder.HasIndex(l => l.AncestorId);
        builder.HasOne<Node>().WithMany().HasForeignKey(l => l.DescendantId);
        builder.HasOne<Node>().WithMany().HasForeignKey(l => l.AncestorId);
    }
}
