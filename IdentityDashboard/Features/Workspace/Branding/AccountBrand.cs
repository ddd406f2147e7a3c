using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Workspace.Branding;

/// <summary>How an account looks on sign-in pages, in mail and where invitations are accepted. Without a row: as delivered.</summary>
public sealed class AccountBrand
{
    public const int MaxLogoBytes = 200 * 1024;

    public Guid AccountId { get; init; }

    /// <summary><c>#rrggbb</c> in lower case; null for the app's own.</summary>
    public string? Accent { get; set; }

    public byte[]? Logo { get; set; }

    /// <summary>A media type of those accepted.</summary>
    public string? LogoType { get; set; }

    /// <summary>Changes with the logo, so that addresses of it can be cached for ever.</summary>
    public string? LogoVersion { get; set; }

    /// <summary>Counts the changes, so that two people who change it at once notice.</summary>
    public int Version { get; set; }
}

internal sealed class AccountBrandConfiguration : IEntityTypeConfiguration<AccountBrand>
{
    public void Configure(EntityTypeBuilder<AccountBrand> builder)
    {
        builder.ToTable("account_brands");
        builder.HasKey(b => b.AccountId);
        builder.Property(b => b.AccountId).ValueGeneratedNever();
        builder.Property(b => b.Accent).HasMaxLength(7);
        builder.Property(b => b.LogoType).HasMaxLength(40);
        builder.Property(b => b.LogoVersion).HasMaxLength(64);
        builder.Property(b => b.Version).IsConcurrencyToken();
    }
}
