using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Directory;

/// <summary>Filters, order and columns under a name (U18): the owner's own, or shared with the account's administrators.</summary>
public sealed class SavedView
{
    public const int MaxNameLength = 60;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    /// <summary>Who made it and may change or delete it.</summary>
    public Guid OwnerId { get; init; }

    public required string Name { get; set; }

    /// <summary>Which list: "users", "groups", "tenant-users" or "tenant-groups".</summary>
    public required string List { get; init; }

    /// <summary>The address' query without the page, such as <c>status=active&amp;group=...</c>.</summary>
    public required string Query { get; set; }

    /// <summary>Keys of the columns shown, separated by commas; null for the reader's own.</summary>
    public string? Columns { get; set; }

    public bool IsShared { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class SavedViewConfiguration : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.ToTable("saved_views");
        builder.Property(v => v.Name).HasMaxLength(SavedView.MaxNameLength);
        builder.Property(v => v.List).HasMaxLength(20);
        builder.Property(v => v.Query).HasMaxLength(2000);
        builder.Property(v => v.Columns).HasMaxLength(1000);
        builder.HasIndex(v => new { v.AccountId, v.List });
        builder.HasIndex(v => new { v.OwnerId, v.List, v.Name }).IsUnique();
    }
}
