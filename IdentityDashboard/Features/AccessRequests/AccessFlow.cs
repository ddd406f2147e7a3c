using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>
/// Who may request which roles at which nodes of an environment, who decides, and for how long at most. It gives on
/// behalf of whoever saved it last: what they may not give themselves any more, it doesn't give either.
/// </summary>
public sealed class AccessFlow
{
    public const int MaxNameLength = 100;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid EnvironmentId { get; init; }

    public required string Name { get; set; }

    /// <summary>Everybody with <c>access.request</c> in the environment may request, whoever is named.</summary>
    public bool IsForEverybody { get; set; }

    /// <summary>A request is granted at once; nobody decides.</summary>
    public bool IsAutomatic { get; set; }

    /// <summary>Hours one grant lasts at most.</summary>
    public int MaxHours { get; set; }

    public bool ReasonRequired { get; set; }

    /// <summary>Since when nothing can be requested by it any more; null while it can.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>Whose rights it gives with.</summary>
    public Guid AuthorId { get; set; }

    public required string AuthorName { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

public enum FlowPart
{
    Requester,
    Approver,
}

/// <summary>A person or a group with a part in a flow.</summary>
public sealed class AccessFlowParty
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid FlowId { get; init; }

    public FlowPart Part { get; init; }

    public Guid? IdentityId { get; init; }

    public Guid? GroupId { get; init; }
}

/// <summary>A role at a node that can be requested.</summary>
public sealed class AccessFlowGrant
{
    public Guid FlowId { get; init; }

    public Guid RoleId { get; init; }

    public Guid NodeId { get; init; }

    /// <summary>Also at any single node below it.</summary>
    public bool Below { get; init; }
}

internal sealed class AccessFlowConfiguration : IEntityTypeConfiguration<AccessFlow>
{
    public void Configure(EntityTypeBuilder<AccessFlow> builder)
    {
        builder.ToTable("access_flows");
        builder.Property(f => f.Name).HasMaxLength(AccessFlow.MaxNameLength);
        builder.Property(f => f.AuthorName).HasMaxLength(254);
        builder.HasIndex(f => new { f.EnvironmentId, f.Name }).IsUnique();
    }
}

internal sealed class AccessFlowPartyConfiguration : IEntityTypeConfiguration<AccessFlowParty>
{
    public void Configure(EntityTypeBuilder<AccessFlowParty> builder)
    {
        builder.ToTable("access_flow_parties", t => t.HasCheckConstraint("ck_access_flow_parties_one_subject", "(identity_id IS NULL) <> (group_id IS NULL)"));
        builder.HasIndex(p => new { p.FlowId, p.Part });
        builder.HasIndex(p => p.IdentityId);
        builder.HasIndex(p => p.GroupId);
        builder.HasOne<AccessFlow>().WithMany().HasForeignKey(p => p.FlowId);
    }
}

internal sealed class AccessFlowGrantConfiguration : IEntityTypeConfiguration<AccessFlowGrant>
{
    public void Configure(EntityTypeBuilder<AccessFlowGrant> builder)
    {
        builder.ToTable("access_flow_grants");
        builder.HasKey(g => new { g.FlowId, g.RoleId, g.NodeId });
        builder.HasIndex(g => g.RoleId);
        builder.HasIndex(g => g.NodeId);
        builder.HasOne<AccessFlow>().WithMany().HasForeignKey(g => g.FlowId);
    }
}
