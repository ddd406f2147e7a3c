using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>A code that stands in for a lost second factor, once (A27).</summary>
public sealed class RecoveryCode
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid IdentityId { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>SHA-256: the codes are random enough not to be guessed from it.</summary>
    public required byte[] CodeHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder)
    {
        builder.ToTable("recovery_codes");
        builder.HasIndex(c => new { c.IdentityId, c.CodeHash }).IsUnique();
    }
}
