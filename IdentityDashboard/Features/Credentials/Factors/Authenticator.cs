using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>Somebody's authenticator app: the secret both share, from which each makes codes (RFC 6238).</summary>
public sealed class Authenticator
{
    public Guid IdentityId { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>The secret, encrypted with the app's keys.</summary>
    public required string ProtectedSecret { get; set; }

    /// <summary>Null while the first code hasn't been typed: until then it is no factor.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The time step of the newest code that was accepted: this one and all before are spent (A24).</summary>
    public long LastStep { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? LastUsedAt { get; set; }
}

internal sealed class AuthenticatorConfiguration : IEntityTypeConfiguration<Authenticator>
{
    public void Configure(EntityTypeBuilder<Authenticator> builder)
    {
        builder.ToTable("authenticators");
        builder.HasKey(a => a.IdentityId);
        builder.Property(a => a.IdentityId).ValueGeneratedNever();
    }
}
