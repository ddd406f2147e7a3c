using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Credentials;

/// <summary>
/// Counts password attempts for one address of one account, whether or not somebody has that address, so that
/// known and unknown people are treated alike (A19). An attempt is counted before the password is looked at (A20).
/// </summary>
public sealed class SignInCounter
{
    public Guid AccountId { get; init; }

    /// <summary>SHA-256 of the normalised address: what strangers type is not kept.</summary>
    public required string Subject { get; init; }

    public int Attempts { get; set; }

    /// <summary>When the counting began; the window and the lock end from here.</summary>
    public DateTimeOffset Since { get; set; }
}

internal sealed class SignInCounterConfiguration : IEntityTypeConfiguration<SignInCounter>
{
    public void Configure(EntityTypeBuilder<SignInCounter> builder)
    {
        builder.ToTable("sign_in_counters");
        builder.HasKey(c => new { c.AccountId, c.Subject });
        builder.Property(c => c.Subject).HasMaxLength(64);
        builder.HasIndex(c => c.Since);
    }
}
