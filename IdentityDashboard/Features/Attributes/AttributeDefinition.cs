using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Attributes;

public enum AttributeKind
{
    Text,
    Number,
    Date,
    Choice,
    YesNo,
}

/// <summary>A field the account adds to its people's records (S87). The kind never changes; what is stored fits it.</summary>
public sealed class AttributeDefinition
{
    public const int MaxLabelLength = 80;
    public const int MaxKeyLength = 60;

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    /// <summary>The name programs use: <c>cost_centre</c>. Unique in the account, never changed.</summary>
    public required string Key { get; init; }

    public required string Label { get; set; }

    public string? Help { get; set; }

    public AttributeKind Kind { get; init; }

    /// <summary>JSON array of the values to choose from; empty for other kinds.</summary>
    public string Options { get; set; } = "[]";

    /// <summary>A person can't be saved without it. People who were here before are asked at their next change.</summary>
    public bool IsRequired { get; set; }

    /// <summary>No two people who aren't deleted share a value.</summary>
    public bool IsUnique { get; set; }

    /// <summary>The list's search finds people by it.</summary>
    public bool IsSearchable { get; set; }

    public int Position { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Changes with every edit, so that nobody overwrites what they haven't seen.</summary>
    public required string Version { get; set; }
}

internal sealed class AttributeDefinitionConfiguration : IEntityTypeConfiguration<AttributeDefinition>
{
    public void Configure(EntityTypeBuilder<AttributeDefinition> builder)
    {
        builder.ToTable("attribute_definitions");
        builder.Property(d => d.Key).HasMaxLength(AttributeDefinition.MaxKeyLength);
        builder.Property(d => d.Label).HasMaxLength(AttributeDefinition.MaxLabelLength);
        builder.Property(d => d.Help).HasMaxLength(200);
        builder.Property(d => d.Version).HasMaxLength(36).IsConcurrencyToken();
        builder.HasIndex(d => new { d.AccountId, d.Key }).IsUnique();
    }
}
