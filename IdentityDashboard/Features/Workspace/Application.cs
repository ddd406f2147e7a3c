using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Workspace;

/// <summary>A product of the account whose access is managed here.</summary>
public sealed class Application
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public required string Name { get; set; }

    public required string Slug { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A self-contained copy of an application's permissions, roles and hierarchy.</summary>
public sealed class AppEnvironment
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public Guid ApplicationId { get; init; }

    public required string Name { get; set; }

    public required string Slug { get; init; }

    /// <summary>Decides the mark beside the name: a filled disc warns of production.</summary>
    public EnvironmentKind Kind { get; init; }

    public int Position { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class ApplicationConfiguration : IEntityTypeConfiguration<Application>
{
    public void Configure(EntityTypeBuilder<Application> builder)
    {
        builder.ToTable("applications");
        builder.Property(a => a.Name).HasMaxLength(120);
        builder.Property(a => a.Slug).HasMaxLength(60);
        builder.HasIndex(a => new { a.AccountId, a.Slug }).IsUnique();
        builder.HasOne<Account>().WithMany().HasForeignKey(a => a.AccountId);
    }
}

internal sealed class AppEnvironmentConfiguration : IEntityTypeConfiguration<AppEnvironment>
{
    public void Configure(EntityTypeBuilder<AppEnvironment> builder)
    {
        builder.ToTable("environments");
        builder.Property(e => e.Name).HasMaxLength(120);
        builder.Property(e => e.Slug).HasMaxLength(60);
        builder.HasIndex(e => new { e.ApplicationId, e.Slug }).IsUnique();
        builder.HasIndex(e => e.AccountId);
        builder.HasOne<Application>().WithMany().HasForeignKey(e => e.ApplicationId);
    }
}
