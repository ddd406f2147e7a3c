using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>A principal with one role at one node of one environment. Only the key's hash is kept.</summary>
public sealed class ApiKey
{
    public const int MaxNameLength = 100;
    public const int MaxPrefixLength = 12;
    public const int MaxMakerLength = 254;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid EnvironmentId { get; init; }

    public Guid RoleId { get; init; }

    public Guid NodeId { get; init; }

    public required string Name { get; set; }

    /// <summary>The key's first characters, to tell keys apart.</summary>
    public required string Prefix { get; init; }

    public required byte[] KeyHash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public ActorKind CreatedByKind { get; init; }

    public Guid CreatedById { get; init; }

    public required string CreatedByName { get; init; }

    /// <summary>Just before this it still works; null: it never expires.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>To the minute; null: never.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The key made when this one was rolled; this one then works until <see cref="ExpiresAt"/>.</summary>
    public Guid? ReplacedById { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>The rule of <see cref="Access.KeysNow"/> for a key that is read already.</summary>
    public static bool Works(DateTimeOffset? revokedAt, DateTimeOffset? expiresAt, DateTimeOffset now) => revokedAt is null && (expiresAt is null || expiresAt > now);
}

internal sealed class ApiKeyConfiguration : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.Property(k => k.Name).HasMaxLength(ApiKey.MaxNameLength);
        builder.Property(k => k.Prefix).HasMaxLength(ApiKey.MaxPrefixLength);
        builder.Property(k => k.CreatedByName).HasMaxLength(ApiKey.MaxMakerLength);
        builder.HasIndex(k => k.KeyHash).IsUnique();
        builder.HasIndex(k => k.EnvironmentId);
    }
}
