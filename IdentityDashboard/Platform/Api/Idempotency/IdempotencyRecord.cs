using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Platform.Api.Idempotency;

/// <summary>A POST that was sent with an Idempotency-Key, and what it was answered.</summary>
public sealed class IdempotencyRecord
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The API key that called: another's record is none.</summary>
    public Guid CallerId { get; init; }

    public required string Key { get; init; }

    /// <summary>Of address and body: the same key with another call is a mistake.</summary>
    public required byte[] RequestHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Until then whoever began is believed to be at work; later the call may be taken over.</summary>
    public DateTimeOffset LeasedUntil { get; set; }

    /// <summary>Null while the call is under way.</summary>
    public int? Status { get; set; }

    /// <summary>Content type, headers and body, encrypted: an answer may carry a link.</summary>
    public byte[]? Answer { get; set; }
}

internal sealed class IdempotencyRecordConfiguration : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> builder)
    {
        builder.ToTable("idempotency_keys");
        builder.Property(r => r.Key).HasMaxLength(IdempotencyKeys.Longest);
        builder.HasIndex(r => new { r.CallerId, r.Key }).IsUnique();
        builder.HasIndex(r => r.CreatedAt);
    }
}
