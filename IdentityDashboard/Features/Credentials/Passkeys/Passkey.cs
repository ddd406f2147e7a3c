using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Credentials.Passkeys;

/// <summary>A WebAuthn credential with which somebody signs in, as their only factor or as the second.</summary>
public sealed class Passkey
{
    public const int MaxNameLength = 60;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid IdentityId { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>Given by the authenticator; at most 1,023 bytes (WebAuthn).</summary>
    public required byte[] CredentialId { get; init; }

    /// <summary>COSE.</summary>
    public required byte[] PublicKey { get; init; }

    public required string Name { get; set; }

    public long SignCount { get; set; }

    /// <summary>Comma-separated hints of how the authenticator is reached: <c>internal,hybrid</c>.</summary>
    public string Transports { get; init; } = "";

    public bool IsUserVerified { get; set; }

    public bool IsBackupEligible { get; init; }

    public bool IsBackedUp { get; set; }

    public required byte[] AttestationObject { get; init; }

    public required byte[] ClientDataJson { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }
}

internal sealed class PasskeyConfiguration : IEntityTypeConfiguration<Passkey>
{
    public void Configure(EntityTypeBuilder<Passkey> builder)
    {
        builder.ToTable("passkeys");
        builder.Property(p => p.CredentialId).HasMaxLength(1023);
        builder.Property(p => p.Name).HasMaxLength(Passkey.MaxNameLength);
        builder.Property(p => p.Transports).HasMaxLength(120);
        builder.HasIndex(p => p.CredentialId).IsUnique();
        builder.HasIndex(p => p.IdentityId);
    }
}
