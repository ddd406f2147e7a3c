using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>Whether people need a second factor.</summary>
public enum MfaPolicy
{
    /// <summary>Nobody is offered one. Factors that are enrolled are kept, and not asked for.</summary>
    Off,
    Optional,
    Required,

    /// <summary>Of Owners and of everybody who holds a role with a dashboard permission beyond asking for access.</summary>
    RequiredForAdministrators,
}

/// <summary>What an account demands of passwords, factors and sessions. An account without a row has the values that stand here.</summary>
public sealed class SecurityPolicy
{
    public const int LeastMaxLength = 64;
    public const int MostMaxLength = 256;
    public const int MostHistory = 24;

    public Guid AccountId { get; init; }

    /// <summary>In code points.</summary>
    public int PasswordMinLength { get; set; } = 8;

    /// <summary>In code points; never below <see cref="LeastMaxLength"/>.</summary>
    public int PasswordMaxLength { get; set; } = LeastMaxLength;

    public bool RequireLower { get; set; }

    public bool RequireUpper { get; set; }

    public bool RequireDigit { get; set; }

    public bool RequireSymbol { get; set; }

    /// <summary>How many passwords back, the one in use not counted, can't be used again; 0 for none.</summary>
    public int PasswordHistory { get; set; }

    /// <summary>Days until a password has to be changed; null for never.</summary>
    public int? PasswordMaxAgeDays { get; set; }

    public MfaPolicy Mfa { get; set; } = MfaPolicy.Optional;

    /// <summary>Nobody gets beyond the sign-in pages before a mailed link has verified their address.</summary>
    public bool RequireVerifiedEmail { get; set; }

    /// <summary>A session ends when nothing was done in it for so long.</summary>
    public int SessionIdleMinutes { get; set; } = 12 * 60;

    /// <summary>A session ends so long after its sign-in, whatever was done in it.</summary>
    public int SessionLifetimeMinutes { get; set; } = 7 * 24 * 60;

    /// <summary>Counts the changes, so that two people who change it at once notice.</summary>
    public int Version { get; set; }
}

internal sealed class SecurityPolicyConfiguration : IEntityTypeConfiguration<SecurityPolicy>
{
    public void Configure(EntityTypeBuilder<SecurityPolicy> builder)
    {
        builder.ToTable("security_policies");
        builder.HasKey(p => p.AccountId);
        builder.Property(p => p.AccountId).ValueGeneratedNever();
        builder.Property(p => p.Version).IsConcurrencyToken();
    }
}
