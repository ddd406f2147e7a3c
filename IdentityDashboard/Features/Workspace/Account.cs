using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Workspace;

/// <summary>The tenant: owns the directory, its administrators and its applications.</summary>
public sealed class Account
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    /// <summary>Names the account in addresses: <c>/a/{slug}</c>.</summary>
    public required string Slug { get; init; }

    /// <summary>Who set the account up; left out where the Setup Guide counts people brought in.</summary>
    public Guid? FirstAdministratorId { get; set; }

    /// <summary>Raised by every change to who owns the account, so that such changes queue on this row.</summary>
    public int OwnersVersion { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The account-tier right of one identity. An account always keeps one owner who can act.</summary>
public sealed class AccountOwner
{
    public Guid AccountId { get; init; }

    public Guid IdentityId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class AccountConfiguration : IEntityTypeConfiguration<Account>
{
    public void Configure(EntityTypeBuilder<Account> builder)
    {
        builder.ToTable("accounts");
        builder.Property(a => a.Name).HasMaxLength(120);
        builder.Property(a => a.Slug).HasMaxLength(60);
        builder.HasIndex(a => a.Slug).IsUnique();
    }
}

internal sealed class AccountOwnerConfiguration : IEntityTypeConfiguration<AccountOwner>
{
    public void Configure(EntityTypeBuilder<AccountOwner> builder)
    {
        builder.ToTable("account_owners");
        builder.HasKey(o => new { o.AccountId, o.IdentityId });
        builder.HasOne<Account>().WithMany().HasForeignKey(o => o.AccountId);
    }
}
