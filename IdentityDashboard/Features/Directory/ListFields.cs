using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;

namespace IdentityDashboard.Features.Directory;

/// <summary>The account's custom attributes, as filters and columns of the lists.</summary>
public sealed class ListFields(IReadOnlyList<AttributeField> all)
{
    public static readonly ListFields None = new([]);

    public IReadOnlyList<AttributeField> All => all;

    public IReadOnlyList<(string Key, string Label)> Labels => [.. all.Select(f => (f.Key, f.Label))];

    public IReadOnlyList<FilterKind> Kinds => [.. all.Select(f => new FilterKind(DirectoryFilter.AttributePrefix + f.Key, f.Label, "list", FilterInput.Attribute, []))];

    public AttributeField? Find(string key) => all.FirstOrDefault(f => f.Key == key);

    /// <summary>A filter on what isn't an attribute, or with a value that makes no sense for it, matches nobody.</summary>
    public AttributeFilter ToFilter(DirectoryFilter filter) =>
        Find(filter.AttributeKey) is { } field && AttributeFilterText.Parse(field, filter.Value) is { } bounds ? new(field.Id, bounds.From, bounds.To) : new(Guid.Empty, null, null);

    /// <summary>What the chip says; null when the filter matches nobody whatever people's records say.</summary>
    public string? Words(DirectoryFilter filter, DateOnly today) =>
        Find(filter.AttributeKey) is { } field && AttributeFilterText.Parse(field, filter.Value) is not null ? AttributeFilterText.Words(field, filter.Value, today) : null;
}
