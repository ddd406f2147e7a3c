using System.Globalization;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace IdentityDashboard.Features.Directory;

/// <summary>Where in the lists somebody is, as it stands in the URL; unknown values count as not given.</summary>
/// <param name="At">Cursor of the page; null for the first.</param>
/// <param name="From">Number of its first row, counted from 1; null where only a count would tell.</param>
/// <param name="Columns">Keys of the columns to show, separated by commas; null for the reader's own.</param>
public sealed record DirectoryPlace(
    bool IsGroups = false, string? Search = null, DirectoryFilters? Where = null, string? Sort = null, bool Descending = false,
    string? At = null, int? From = 1, string? Columns = null)
{
    public const string Groups = "groups";
    public const string Users = "users";
    public const int PageSize = 50;
    private const int MaxSearch = 200;
    private static readonly string[] UserSorts = ["email", "status", "seen", "created"];

    /// <summary>Every parameter that stands for a place, save those of custom attributes.</summary>
    private static readonly string[] Parameters =
    [
        "tab", "q", "sort", "dir", "at", "from", "cols",
        .. FilterKinds.Of(groups: false, tenant: false).Concat(FilterKinds.Of(groups: true, tenant: false)).Select(k => k.Key).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>None and null are the same place.</summary>
    private readonly DirectoryFilters _filters = Where ?? DirectoryFilters.None;

    public DirectoryFilters? Where
    {
        get => _filters;
        init => _filters = value ?? DirectoryFilters.None;
    }

    public DirectoryFilters Filters => _filters;

    public bool IsFiltered => Search is not null || !Filters.IsEmpty;

    public bool OnlyInvited => !IsGroups && Filters[FilterKinds.Status] == FilterKinds.Invited;

    public bool IsLast => At == IdentityListQuery.LastPage;

    /// <summary>Newest first, as the list looks after somebody new came in.</summary>
    public bool IsNewestFirst => !IsGroups && Sort == "created" && Descending;

    public static DirectoryPlace Read(string uri, bool tenant = false)
    {
        var query = QueryHelpers.ParseQuery(new Uri(uri).Query);
        var (groups, at) = (One("tab") == Groups, One("at"));
        var filters = query.Select(p => new DirectoryFilter(p.Key, p.Value.FirstOrDefault() ?? "")).Where(f => FilterKinds.IsValid(f, groups, tenant));
        var search = One("q")?.Trim();
        return new DirectoryPlace(
            groups, search?[..Math.Min(search.Length, MaxSearch)], DirectoryFilters.Of(filters),
            One("sort") is { } sort && (groups ? sort == "updated" : UserSorts.Contains(sort)) ? sort : null,
            One("dir") == "desc", at,
            at is null ? 1 : int.TryParse(One("from"), NumberStyles.None, CultureInfo.InvariantCulture, out var from) && from > 0 ? from : null,
            One("cols"));

        string? One(string key) => query.TryGetValue(key, out var values) && !string.IsNullOrWhiteSpace(values.FirstOrDefault()) ? values[0] : null;
    }

    /// <summary>The address with this place instead of the one it has; other parameters stay.</summary>
    public string Apply(string uri)
    {
        var address = new Uri(uri);
        var kept = QueryHelpers.ParseQuery(address.Query).Where(p => !Parameters.Contains(p.Key) && !p.Key.StartsWith(DirectoryFilter.AttributePrefix, StringComparison.Ordinal));
        return address.AbsolutePath + QueryString.Create([.. kept, .. ToQuery().Select(p => new KeyValuePair<string, StringValues>(p.Key, p.Value))]).ToUriComponent();
    }

    /// <summary>What a saved view keeps: filters and order, but neither page nor columns.</summary>
    public string ToViewQuery() =>
        QueryString.Create((this with { IsGroups = false, At = null, Columns = null }).ToQuery().Select(p => new KeyValuePair<string, string?>(p.Key, p.Value))).ToUriComponent().TrimStart('?');

    public IEnumerable<(string Key, string Value)> ToQuery()
    {
        if (IsGroups) yield return ("tab", Groups);
        if (Search is not null) yield return ("q", Search);
        foreach (var filter in Filters.Items) yield return (filter.Key, filter.Value);
        if (Sort is not null) yield return ("sort", Sort);
        if (Descending) yield return ("dir", "desc");
        if (Columns is not null) yield return ("cols", Columns);
        if (At is null) yield break;
        yield return ("at", At);
        if (From is { } from) yield return ("from", from.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Whether both show the same rows, on whichever page: a selection lives as long.</summary>
    public bool FiltersAs(DirectoryPlace? other) => other is not null && IsGroups == other.IsGroups && Search == other.Search && Filters.Equals(other.Filters);

    public DirectoryPlace SearchFor(string? text) => First() with { Search = string.IsNullOrWhiteSpace(text) ? null : text.Trim() };

    public DirectoryPlace Filter(string key, string? value) => First() with { Where = Filters.With(key, value) };

    public DirectoryPlace WithoutFilters() => First() with { Search = null, Where = null };

    /// <summary>A second time on the same column turns it round. Times begin with the latest.</summary>
    public DirectoryPlace SortBy(string column)
    {
        var same = column == (Sort ?? "name");
        return First() with { Sort = column == "name" ? null : column, Descending = same ? !Descending : column is "seen" or "updated" or "created" };
    }

    /// <summary>Without filters and newest first, so that what was just made is on top (S22).</summary>
    public static DirectoryPlace Newest(bool groups) => new(groups, Sort: groups ? "updated" : "created", Descending: true);

    public DirectoryPlace First() => this with { At = null, From = 1 };

    public DirectoryPlace Last() => this with { At = IdentityListQuery.LastPage, From = null };

    /// <param name="page">The page shown.</param>
    /// <param name="from">Number of its first row, if it is known.</param>
    public DirectoryPlace Next<T>(Page<T> page, int? from) => this with { At = page.Next, From = from + page.Items.Count };

    public DirectoryPlace Previous<T>(Page<T> page, int? from) => from <= PageSize + 1 || page.Previous is null ? First() : this with { At = page.Previous, From = from - PageSize };
}
