namespace IdentityDashboard.Features.Directory;

/// <summary>What has to be known before rows can be drawn: the reader's columns and the account's attributes.</summary>
public sealed record ListSetup(ListPreference Preference, ListFields Fields)
{
    public IReadOnlyList<ListColumn> All(DirectoryPlace place) => ListColumns.All(place.IsGroups, Fields.Labels);

    /// <summary>Those of the URL (a view), else the reader's own.</summary>
    public IReadOnlyList<ListColumn> Columns(DirectoryPlace place) =>
        ListColumns.Chosen(place.Columns ?? Preference.Columns(place.IsGroups), All(place), place.IsGroups);
}
