using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Credentials;

/// <summary>
/// A one-time link with which somebody sets a password. One works at a time; it dies with use, with a newer link
/// and with any change of the security stamp it was made under (A16).
/// </summary>
public sealed class RecoveryLink
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    public static readonly TimeSpan AdministratorLifetime = TimeSpan.FromDays(1);

    /// <summary>What an administrator can choose from.</summary>
    public static readonly IReadOnlyList<TimeSpan> Lifetimes = [TimeSpan.FromHours(1), AdministratorLifetime, TimeSpan.FromDays(3), TimeSpan.FromDays(7)];

    /// <summary>After a code was typed the page that sets the password stays open for so long.</summary>
    public static readonly TimeSpan AfterCode = TimeSpan.FromMinutes(15);

    public const int MostCodeAttempts = 5;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid IdentityId { get; init; }

    public required byte[] TokenHash { get; init; }

    public required string SecurityStamp { get; init; }

    /// <summary>Only a mailed link proves the address.</summary>
    public bool Mailed { get; init; }

    /// <summary>Of the six-digit code that was made with the link, if one was; see <see cref="Recovery.LinkCodes"/>. It dies with the link.</summary>
    public byte[]? CodeHash { get; set; }

    /// <summary>How often the code was tried: at <see cref="MostCodeAttempts"/> it is dead.</summary>
    public int CodeAttempts { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}

internal sealed class RecoveryLinkConfiguration : IEntityTypeConfiguration<RecoveryLink>
{
    public void Configure(EntityTypeBuilder<RecoveryLink> builder)
    {
        builder.ToTable("recovery_links");
        builder.Property(l => l.SecurityStamp).HasMaxLength(64);
        builder.HasIndex(l => l.TokenHash).IsUnique();
        builder.HasIndex(l => l.IdentityId);
    }
}
