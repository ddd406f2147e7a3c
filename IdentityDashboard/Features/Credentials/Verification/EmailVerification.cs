using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Credentials.Verification;

/// <summary>
/// A mailed one-time link that proves an address: the one somebody has, or the one they want instead. One works at a
/// time for each person.
/// </summary>
public sealed class EmailVerification
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid IdentityId { get; init; }

    /// <summary>As typed; becomes the person's email with the confirmation, if it isn't yet.</summary>
    public required string Email { get; init; }

    public required byte[] TokenHash { get; init; }

    /// <summary>The person's at the time: with a newer one the link is dead, as after a new password or a signing out everywhere.</summary>
    public required string SecurityStamp { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class EmailVerificationConfiguration : IEntityTypeConfiguration<EmailVerification>
{
    public void Configure(EntityTypeBuilder<EmailVerification> builder)
    {
        builder.ToTable("email_verifications");
        builder.Property(v => v.Email).HasMaxLength(EmailAddress.MaxLength);
        builder.Property(v => v.SecurityStamp).HasMaxLength(64);
        builder.HasIndex(v => v.TokenHash).IsUnique();
        builder.HasIndex(v => v.IdentityId);
    }
}
