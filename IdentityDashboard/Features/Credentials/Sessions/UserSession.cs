using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>With what a session began.</summary>
public enum SignInMethod
{
    Password,
    Passkey,
    Link,
    Code,
    Invitation,
}

/// <summary>
/// One browser in which somebody is signed in. The cookie only names it: a row that has ended, or whose person has a
/// newer security stamp, opens nothing any more.
/// </summary>
public sealed class UserSession
{
    public const int MaxUserAgentLength = 400;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid IdentityId { get; init; }

    /// <summary>The person's security stamp when it began or was last renewed.</summary>
    public required string SecurityStamp { get; set; }

    public SignInMethod Method { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Kept to the minute.</summary>
    public DateTimeOffset LastSeenAt { get; set; }

    /// <summary>When they last showed in this session who they are; dangerous acts ask for a fresh one (A31).</summary>
    public DateTimeOffset AuthenticatedAt { get; set; }

    /// <summary>Null until a second factor was shown, or a passkey that verified its user.</summary>
    public DateTimeOffset? SecondFactorAt { get; set; }

    public string? Ip { get; set; }

    /// <summary>As the browser names itself, cut at <see cref="MaxUserAgentLength"/>.</summary>
    public string UserAgent { get; init; } = "";

    public DateTimeOffset? EndedAt { get; set; }

    public SessionEnd EndReason { get; set; }
}

internal sealed class UserSessionConfiguration : IEntityTypeConfiguration<UserSession>
{
    public void Configure(EntityTypeBuilder<UserSession> builder)
    {
        builder.ToTable("user_sessions");
        builder.Property(s => s.SecurityStamp).HasMaxLength(64);
        builder.Property(s => s.Ip).HasMaxLength(45);
        builder.Property(s => s.UserAgent).HasMaxLength(UserSession.MaxUserAgentLength);
        builder.HasIndex(s => new { s.IdentityId, s.LastSeenAt });
        builder.HasIndex(s => s.LastSeenAt);
    }
}
