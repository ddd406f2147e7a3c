using System.Globalization;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Groups;

/// <summary>Orders the list of groups and cuts it at a cursor, along an index. Names are unique in an account.</summary>
internal static class GroupOrder
{
    public static KeyCursor CursorAt(DirectoryGroup row, GroupSort sort, bool backwards) => new(
        sort == GroupSort.Updated ? row.UpdatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture) : row.NormalizedName, row.Id, backwards);

    public static IQueryable<DirectoryGroup> Apply(IQueryable<DirectoryGroup> rows, GroupListQuery query, KeyCursor? from, bool reversed)
    {
        var up = query.Descending == reversed;
        return query.Sort == GroupSort.Updated ? ByTime(rows, from, up) : ByName(rows, from, up);
    }

    private static IQueryable<DirectoryGroup> ByName(IQueryable<DirectoryGroup> rows, KeyCursor? from, bool up)
    {
        if (from is not null) rows = up ? rows.Where(g => string.Compare(g.NormalizedName, from.Key) > 0) : rows.Where(g => string.Compare(g.NormalizedName, from.Key) < 0);
        return up ? rows.OrderBy(g => g.NormalizedName) : rows.OrderByDescending(g => g.NormalizedName);
    }

    private static IQueryable<DirectoryGroup> ByTime(IQueryable<DirectoryGroup> rows, KeyCursor? from, bool up)
    {
        if (from is not null && long.TryParse(from.Key, CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks)
        {
            var (at, id) = (new DateTimeOffset(ticks, TimeSpan.Zero), from.Id);
            rows = up
                ? rows.Where(g => g.UpdatedAt >= at && (g.UpdatedAt > at || g.Id.CompareTo(id) > 0))
                : rows.Where(g => g.UpdatedAt <= at && (g.UpdatedAt < at || g.Id.CompareTo(id) < 0));
        }

        return up ? rows.OrderBy(g => g.UpdatedAt).ThenBy(g => g.Id) : rows.OrderByDescending(g => g.UpdatedAt).ThenByDescending(g => g.Id);
    }
}
