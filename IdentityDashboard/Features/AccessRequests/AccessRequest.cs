using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.AccessRequests;

public enum RequestState
{
    Pending,

    /// <summary>Granted; whether it still holds is the assignment's end to say.</summary>
    Approved,
    Refused,

    /// <summary>Taken back by who made it, before anybody decided.</summary>
    Cancelled,

    /// <summary>Granted, and given back or taken before its end.</summary>
    Ended,
}

/// <summary>Somebody's wish for a role at a node for a while, and what became of it.</summary>
public sealed class AccessRequest
{
    public const int MaxReasonLength = 300;
    public const int MaxNoteLength = 300;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid EnvironmentId { get; init; }

    public Guid FlowId { get; init; }

    public Guid RequesterId { get; init; }

    public Guid RoleId { get; init; }

    public Guid NodeId { get; init; }

    public int Hours { get; init; }

    public string? Reason { get; init; }

    /// <summary>Asks for more time for what is held by an earlier request.</summary>
    public bool IsExtension { get; init; }

    public RequestState State { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; set; }

    public Guid? DecidedById { get; set; }

    public string? DecidedByName { get; set; }

    /// <summary>What the approver wrote.</summary>
    public string? Note { get; set; }

    public int? GrantedHours { get; set; }

    /// <summary>What it gave; null before, and when that was taken away.</summary>
    public Guid? AssignmentId { get; set; }

    internal void Decide(Actor actor, RequestState state, string? note, DateTimeOffset now) =>
        (State, DecidedAt, DecidedById, DecidedByName, Note) = (state, now, actor.Id, actor.Name, note);
}

internal sealed class AccessRequestConfiguration : IEntityTypeConfiguration<AccessRequest>
{
    public void Configure(EntityTypeBuilder<AccessRequest> builder)
    {
        builder.ToTable("access_requests");
        builder.Property(r => r.Reason).HasMaxLength(AccessRequest.MaxReasonLength);
        builder.Property(r => r.Note).HasMaxLength(AccessRequest.MaxNoteLength);
        builder.Property(r => r.DecidedByName).HasMaxLength(254);
        builder.HasIndex(r => new { r.RequesterId, r.CreatedAt });
        builder.HasIndex(r => new { r.FlowId, r.State, r.CreatedAt });
        builder.HasIndex(r => new { r.RequesterId, r.RoleId, r.NodeId }).IsUnique().HasFilter("state = 0").HasDatabaseName("ix_access_requests_one_pending");
        builder.HasIndex(r => r.RoleId);
        builder.HasIndex(r => r.NodeId);
        builder.HasIndex(r => r.AssignmentId);
        builder.HasOne<AccessFlow>().WithMany().HasForeignKey(r => r.FlowId);
    }
}
