namespace IdentityDashboard.Features.Directory;

/// <summary>A column that can be shown or left out.</summary>
/// <param name="Key">As it is kept and stands in the URL; custom attributes as <c>a.key</c>.</param>
/// <param name="Class">Of its head and cells; widths hang on it.</param>
/// <param name="Sort">Under which name the list can be sorted by it; null when it can't.</param>
public sealed record ListColumn(string Key, string Title, string Class, string? Sort = null)
{
    public bool IsAttribute => Key.StartsWith(DirectoryFilter.AttributePrefix, StringComparison.Ordinal);

    public string AttributeKey => Key[DirectoryFilter.AttributePrefix.Length..];
}

/// <summary>Which columns the lists have beside the name, which is always there.</summary>
internal static class ListColumns
{
    /// <summary>More would be narrower than what they say.</summary>
    public const int Most = 16;

    public static readonly ListColumn UserName = new("name", "Name", "u-name", "name");

    private static readonly IReadOnlyList<ListColumn> Users =
    [
        new("status", "Status", "u-st", "status"),
        new("source", "Source", "u-src"),
        new("role", "Role @ node", "u-role"),
        new("groups", "Groups", "u-gr"),
        new("mfa", "MFA", "u-mfa"),
        new("seen", "Last seen", "u-seen", "seen"),
        new("created", "Created", "u-made", "created"),
        new("email", "Email", "u-mail", "email"),
    ];

    private static readonly IReadOnlyList<ListColumn> Groups =
    [
        new("members", "Members", "g-members"),
        new("source", "Source", "u-src"),
        new("role", "Roles granted", "u-role"),
        new("updated", "Updated", "u-seen", "updated"),
    ];

    private static readonly string[] StandardUsers = ["status", "source", "role", "groups", "mfa", "seen"];
    private static readonly string[] StandardGroups = ["members", "source", "role", "updated"];

    /// <param name="attributes">Key and label of the account's own attributes.</param>
    public static IReadOnlyList<ListColumn> All(bool groups, IReadOnlyList<(string Key, string Label)> attributes) =>
        groups ? Groups : [.. Users, .. attributes.Select(a => new ListColumn($"{DirectoryFilter.AttributePrefix}{a.Key}", a.Label, "u-attr"))];

    /// <summary>Those a list of keys names, in its order; unknown ones are left out, null means the standard ones.</summary>
    public static IReadOnlyList<ListColumn> Chosen(string? keys, IReadOnlyList<ListColumn> all, bool groups)
    {
        var wanted = keys is null ? (groups ? StandardGroups : StandardUsers) : keys.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return [.. wanted.Distinct(StringComparer.Ordinal).Select(key => all.FirstOrDefault(c => c.Key == key)).OfType<ListColumn>().Take(Most)];
    }

    /// <summary>Null when it says no more than the standard.</summary>
    public static string? Keys(IEnumerable<ListColumn> columns, bool groups)
    {
        var keys = columns.Select(c => c.Key).ToList();
        return keys.SequenceEqual(groups ? StandardGroups : StandardUsers) ? null : string.Join(',', keys);
    }
}
