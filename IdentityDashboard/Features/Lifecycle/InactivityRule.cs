using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>What happens to people of an account who haven't been here for long. Without a row: nothing.</summary>
public sealed class InactivityRule
{
    public const int FewestDays = 7;
    public const int MostDays = 3650;
    public const int MostWarnDays = 90;
    public const int UsualWarnDays = 7;

    public Guid AccountId { get; init; }

    /// <summary>Days without a sign-in, counted from the creation for who never came, until somebody is suspended; null: never.</summary>
    public int? SuspendAfterDays { get; set; }

    /// <summary>How many days before that a mail warns them. Nobody is suspended who wasn't warned so long ago.</summary>
    public int WarnDaysBefore { get; set; } = UsualWarnDays;

    /// <summary>Counts the changes, so that two people who change it at once notice.</summary>
    public int Version { get; set; }
}

/// <summary>Somebody was warned that they will be suspended; gone once they come.</summary>
public sealed class InactivityWarning
{
    public Guid IdentityId { get; init; }

    public Guid AccountId { get; init; }

    public DateTimeOffset WarnedAt { get; init; }
}

internal sealed class InactivityRuleConfiguration : IEntityTypeConfiguration<InactivityRule>
{
    public void Configure(EntityTypeBuilder<InactivityRule> builder)
    {
        builder.ToTable("inactivity_rules");
        builder.HasKey(r => r.AccountId);
        builder.Property(r => r.AccountId).ValueGeneratedNever();
        builder.Property(r => r.Version).IsConcurrencyToken();
    }
}

internal sealed class InactivityWarningConfiguration : IEntityTypeConfiguration<InactivityWarning>
{
    public void Configure(EntityTypeBuilder<InactivityWarning> builder)
    {
        builder.ToTable("inactivity_warnings");
        builder.HasKey(w => w.IdentityId);
        builder.Property(w => w.IdentityId).ValueGeneratedNever();
    }
}
