using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Access;

/// <summary>
/// (Identity or group) x role x node. Holds at the node and everything below, from <see cref="EffectiveFrom"/>
/// until just before <see cref="EffectiveTo"/>.
/// </summary>
public sealed class Assignment
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid EnvironmentId { get; init; }

    public Guid RoleId { get; init; }

    public Guid NodeId { get; init; }

    public Guid? IdentityId { get; init; }

    public Guid? GroupId { get; init; }

    public DateTimeOffset? EffectiveFrom { get; init; }

    public DateTimeOffset? EffectiveTo { get; set; }

    public string? Reason { get; init; }

    public required string GrantedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class AssignmentConfiguration : IEntityTypeConfiguration<Assignment>
{
    public void Configure(EntityTypeBuilder<Assignment> builder)
    {
        builder.ToTable("assignments", t => t.HasCheckConstraint(
            "ck_assignments_one_subject", "(identity_id IS NULL) <> (group_id IS NULL)"));
        builder.Property(a => a.Reason).HasMaxLength(400);
        builder.Property(a => a.GrantedBy).HasMaxLength(254);
        builder.HasIndex(a => new { a.IdentityId, a.NodeId, a.RoleId });
        // Without the many that no group holds: their number would make SQLite think little of it.
        builder.HasIndex(a => new { a.GroupId, a.NodeId, a.RoleId }).HasFilter("group_id IS NOT NULL");
        builder.HasIndex(a => new { a.EnvironmentId, a.IdentityId });
        builder.HasIndex(a => a.NodeId);
        builder.HasIndex(a => a.RoleId);
        builder.HasOne<Role>().WithMany().HasForeignKey(a => a.RoleId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Node>().WithMany().HasForeignKey(a => a.NodeId).OnDelete(DeleteBehavior.Restrict);
    }
}
