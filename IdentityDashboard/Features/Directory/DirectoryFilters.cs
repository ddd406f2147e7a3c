namespace IdentityDashboard.Features.Directory;

/// <summary>One condition of a list as it stands in the URL: <c>status=active</c>, <c>a.site=Oslo</c>.</summary>
public sealed record DirectoryFilter(string Key, string Value)
{
    /// <summary>Before the key of a custom attribute.</summary>
    public const string AttributePrefix = "a.";

    /// <summary>As a value: anything, as long as there is something.</summary>
    public const string Any = "*";

    /// <summary>Between the two ends of a range: <c>2026-01-01..2026-03-31</c>; either may be left out.</summary>
    public const string Between = "..";

    public bool IsAttribute => Key.StartsWith(AttributePrefix, StringComparison.Ordinal);

    public string AttributeKey => Key[AttributePrefix.Length..];

    /// <summary>Of a value that names a row of ours; an id nobody has when it can't be one.</summary>
    public Guid Id => Guid.TryParse(Value, out var id) ? id : Guid.Empty;
}

/// <summary>Conditions in the order they were added, at most one per key. Equal when they hold the same in the same order.</summary>
public sealed class DirectoryFilters : IEquatable<DirectoryFilters>
{
    public static readonly DirectoryFilters None = new([]);

    private DirectoryFilters(IReadOnlyList<DirectoryFilter> items) => Items = items;

    public IReadOnlyList<DirectoryFilter> Items { get; }

    public bool IsEmpty => Items.Count == 0;

    public string? this[string key] => Items.FirstOrDefault(f => f.Key == key)?.Value;

    public static DirectoryFilters Of(IEnumerable<DirectoryFilter> filters)
    {
        IReadOnlyList<DirectoryFilter> items = [.. filters.DistinctBy(f => f.Key, StringComparer.Ordinal)];
        return items.Count == 0 ? None : new(items);
    }

    /// <summary>A changed condition stays in its place; null or empty removes it.</summary>
    public DirectoryFilters With(string key, string? value)
    {
        if (string.IsNullOrEmpty(value)) return Of(Items.Where(f => f.Key != key));
        var filter = new DirectoryFilter(key, value);
        return this[key] is null ? new([.. Items, filter]) : new([.. Items.Select(f => f.Key == key ? filter : f)]);
    }

    public bool Equals(DirectoryFilters? other) => other is not null && Items.SequenceEqual(other.Items);

    public override bool Equals(object? obj) => Equals(obj as DirectoryFilters);

    public override int GetHashCode() => Items.Aggregate(Items.Count, HashCode.Combine);
}
