using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Invitations;

/// <summary>What an account's invitations begin with. Without a row: the values that stand here.</summary>
public sealed class InvitationSettings
{
    public const int MaxTextLength = 1000;

    public Guid AccountId { get; init; }

    /// <summary>How long a link works unless the inviter says otherwise.</summary>
    public int LifetimeDays { get; set; } = 7;

    /// <summary>Stands in every invitation mail, above the inviter's note.</summary>
    public string? Text { get; set; }

    /// <summary>Counts the changes, so that two people who change it at once notice.</summary>
    public int Version { get; set; }
}

internal sealed class InvitationSettingsConfiguration : IEntityTypeConfiguration<InvitationSettings>
{
    public void Configure(EntityTypeBuilder<InvitationSettings> builder)
    {
        builder.ToTable("invitation_settings");
        builder.HasKey(s => s.AccountId);
        builder.Property(s => s.AccountId).ValueGeneratedNever();
        builder.Property(s => s.Text).HasMaxLength(InvitationSettings.MaxTextLength);
        builder.Property(s => s.Version).IsConcurrencyToken();
    }
}
