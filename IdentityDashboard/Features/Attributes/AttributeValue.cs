using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Attributes;

/// <summary>What one person's record says under one attribute. No row means empty.</summary>
public sealed class AttributeValue
{
    public const int MaxLength = 400;

    public Guid IdentityId { get; init; }

    public Guid DefinitionId { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>As it is shown and as the API says it: a number without grouping, a date as 2026-11-22, "yes" or "no".</summary>
    public required string Value { get; set; }

    /// <summary>
    /// The same in a form that sorts by code point the way the kind sorts: lower case for texts, a fixed-width form for
    /// numbers. Filters compare this.
    /// </summary>
    public required string Comparable { get; set; }

    /// <summary><see cref="Comparable"/> while the attribute is unique and the person isn't deleted; otherwise null.</summary>
    public string? UniqueKey { get; set; }
}

internal sealed class AttributeValueConfiguration : IEntityTypeConfiguration<AttributeValue>
{
    public void Configure(EntityTypeBuilder<AttributeValue> builder)
    {
        builder.ToTable("attribute_values");
        builder.HasKey(v => new { v.IdentityId, v.DefinitionId });
        builder.Property(v => v.Value).HasMaxLength(AttributeValue.MaxLength);
        builder.Property(v => v.Comparable).HasMaxLength(AttributeValue.MaxLength);
        builder.Property(v => v.UniqueKey).HasMaxLength(AttributeValue.MaxLength);
        builder.HasIndex(v => new { v.DefinitionId, v.Comparable, v.IdentityId });
        builder.HasIndex(v => new { v.DefinitionId, v.UniqueKey }).IsUnique().HasFilter("unique_key IS NOT NULL");
        builder.HasOne<AttributeDefinition>().WithMany().HasForeignKey(v => v.DefinitionId);
    }
}
