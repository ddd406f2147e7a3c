using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Invitations;

public enum InvitationStatus
{
    Pending,
    Accepted,
    Expired,
    Revoked,
}

/// <summary>
/// A promise with a one-time link. It becomes an identity, its membership, groups and role when it is accepted;
/// until then nothing of that exists.
/// </summary>
public sealed class Invitation
{
    public const int MaxNoteLength = 1000;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid ApplicationId { get; init; }

    /// <summary>Where the invitation was made; decides which roles it may carry.</summary>
    public Guid EnvironmentId { get; init; }

    public required string Email { get; init; }

    public required string NormalizedEmail { get; init; }

    public string FirstName { get; init; } = "";

    public string LastName { get; init; } = "";

    public string? Phone { get; init; }

    public Guid? RoleId { get; init; }

    public Guid? NodeId { get; init; }

    public string? Note { get; init; }

    /// <summary>JSON: custom attributes by key, for the record that acceptance makes.</summary>
    public string Traits { get; init; } = "{}";

    /// <summary>SHA-256 of the one token that works now; a newer link replaces it.</summary>
    public required byte[] TokenHash { get; set; }

    /// <summary>Whether that token went out by mail: only then does accepting it prove the address.</summary>
    public bool TokenMailed { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Whose rights are asked again at acceptance.</summary>
    public ActorKind InvitedByKind { get; init; }

    public Guid InvitedById { get; init; }

    public required string InvitedByName { get; init; }

    public DateTimeOffset? AcceptedAt { get; set; }

    public Guid? AcceptedById { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public string FullName => PersonName.Join(FirstName, LastName);

    /// <summary>Expiry is a comparison, not a job: it holds to the second (A3).</summary>
    public InvitationStatus StatusAt(DateTimeOffset now) =>
        AcceptedAt is not null ? InvitationStatus.Accepted
        : RevokedAt is not null ? InvitationStatus.Revoked
        : ExpiresAt <= now ? InvitationStatus.Expired
        : InvitationStatus.Pending;
}

/// <summary>A group the invited person joins at acceptance.</summary>
public sealed class InvitationGroup
{
    public Guid InvitationId { get; init; }

    public Guid GroupId { get; init; }
}

internal sealed class InvitationConfiguration : IEntityTypeConfiguration<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> builder)
    {
        builder.ToTable("invitations");
        builder.Property(i => i.Email).HasMaxLength(EmailAddress.MaxLength);
        builder.Property(i => i.NormalizedEmail).HasMaxLength(EmailAddress.MaxLength);
        builder.Property(i => i.FirstName).HasMaxLength(PersonName.MaxLength);
        builder.Property(i => i.LastName).HasMaxLength(PersonName.MaxLength);
        builder.Property(i => i.Phone).HasMaxLength(32);
        builder.Property(i => i.Note).HasMaxLength(Invitation.MaxNoteLength);
        builder.Property(i => i.Traits).HasDefaultValue("{}");
        builder.Property(i => i.InvitedByName).HasMaxLength(254);
        builder.Ignore(i => i.FullName);
        builder.HasIndex(i => i.TokenHash).IsUnique();
        builder.HasIndex(i => new { i.ApplicationId, i.NormalizedEmail }).IsUnique()
            .HasFilter("accepted_at IS NULL AND revoked_at IS NULL").HasDatabaseName("ix_invitations_one_open");
        builder.HasIndex(i => new { i.AccountId, i.NormalizedEmail });
        builder.HasIndex(i => new { i.EnvironmentId, i.CreatedAt, i.Id });
    }
}

internal sealed class InvitationGroupConfiguration : IEntityTypeConfiguration<InvitationGroup>
{
    public void Configure(EntityTypeBuilder<InvitationGroup> builder)
    {
        builder.ToTable("invitation_groups");
        builder.HasKey(g => new { g.InvitationId, g.GroupId });
        builder.HasOne<Invitation>().WithMany().HasForeignKey(g => g.InvitationId);
    }
}
