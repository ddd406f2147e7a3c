using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Identities;

/// <summary>Identity x application: may this person use that application.</summary>
public sealed class AppMembership
{
    public Guid ApplicationId { get; init; }

    public Guid IdentityId { get; init; }

    public Guid AccountId { get; init; }

    public MembershipState State { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it is deactivated; null for without an end.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
}

internal sealed class AppMembershipConfiguration : IEntityTypeConfiguration<AppMembership>
{
    public void Configure(EntityTypeBuilder<AppMembership> builder)
    {
        builder.ToTable("app_memberships");
        builder.HasKey(m => new { m.ApplicationId, m.IdentityId });
        builder.HasIndex(m => m.IdentityId);
        builder.HasIndex(m => m.ExpiresAt).HasFilter("expires_at IS NOT NULL");
        builder.HasOne<Identity>().WithMany().HasForeignKey(m => m.IdentityId);
    }
}
