using System.Globalization;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Directory;

/// <summary>Where in the lists somebody is, as it stands in the URL; unknown values count as not given.</summary>
/// <param name="At">Cursor of the page; null for the first.</param>
/// <param name="From">Number of its first row, counted from 1.</param>
public sealed record DirectoryPlace(
    bool IsGroups = false, string? Search = null, string? Status = null, string? Sort = null, bool Descending = false, string? At = null, int From = 1)
{
    public const string Groups = "groups";
    public const string Users = "users";
    public const string Invited = "invited";
    public const int PageSize = 50;

    /// <summary>What can be chosen under "Status".</summary>
    public static readonly IReadOnlyList<(string Key, string Text)> Statuses =
        [("active", "Active"), ("suspended", "Suspended"), ("deactivated", "Deactivated"), (Invited, "Invited")];

    public bool IsFiltered => !string.IsNullOrWhiteSpace(Search) || Status is not null;

    public bool OnlyInvited => Status == Invited;

    public string? StatusText => Statuses.FirstOrDefault(s => s.Key == Status).Text;

    /// <summary>Newest first, which no column stands for: how the list looks after somebody new came in.</summary>
    public bool IsNewestFirst => !IsGroups && Sort == "created" && Descending;

    public static DirectoryPlace Read(string? tab, string? search, string? status, string? sort, string? direction, string? at, int? from) => new(
        tab == Groups,
        string.IsNullOrWhiteSpace(search) ? null : search,
        Statuses.Any(s => s.Key == status) ? status : null,
        sort is "status" or "seen" or "created" or "updated" ? sort : null,
        direction == "desc",
        string.IsNullOrEmpty(at) ? null : at,
        string.IsNullOrEmpty(at) ? 1 : Math.Max(1, from ?? 1));

    /// <summary>As query parameters; null removes one.</summary>
    public IReadOnlyDictionary<string, object?> ToQuery() => new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["tab"] = IsGroups ? Groups : null,
        ["q"] = Search,
        ["status"] = Status,
        ["sort"] = Sort,
        ["dir"] = Descending ? "desc" : null,
        ["at"] = At,
        ["from"] = At is null ? null : From.ToString(CultureInfo.InvariantCulture),
    };

    public DirectoryPlace SearchFor(string? text) => First() with { Search = string.IsNullOrWhiteSpace(text) ? null : text.Trim() };

    public DirectoryPlace WithStatus(string? status) => First() with { Status = status };

    public DirectoryPlace WithoutFilters() => First() with { Search = null, Status = null };

    /// <summary>A second time on the same column turns it round. Times begin with the latest.</summary>
    public DirectoryPlace SortBy(string column)
    {
        var same = column == (Sort ?? "name");
        return First() with { Sort = column == "name" ? null : column, Descending = same ? !Descending : column is "seen" or "updated" };
    }

    /// <summary>Without filters and newest first, so that what was just made is on top (S22).</summary>
    public static DirectoryPlace Newest(bool groups) => new(groups, Sort: groups ? "updated" : "created", Descending: true);

    public DirectoryPlace Next<T>(Page<T> page) => this with { At = page.Next, From = From + page.Items.Count };

    public DirectoryPlace Previous<T>(Page<T> page) => From <= PageSize + 1 ? First() : this with { At = page.Previous, From = From - PageSize };

    internal IdentityListQuery ToPeople(DirectoryScope scope) => new(
        scope.ApplicationId, scope.EnvironmentId,
        new IdentityFilter
        {
            Search = Search,
            State = Status switch { "active" => PrincipalState.Active, "suspended" => PrincipalState.Suspended, "deactivated" => PrincipalState.Deactivated, _ => null },
        },
        Sort switch { "status" => IdentitySort.Status, "seen" => IdentitySort.LastSeen, "created" => IdentitySort.Created, _ => IdentitySort.Name },
        Descending, At, PageSize);

    internal GroupListQuery ToGroups() => new(Search, Sort == "updated" ? GroupSort.Updated : GroupSort.Name, Descending, At, PageSize);

    private DirectoryPlace First() => this with { At = null, From = 1 };
}
