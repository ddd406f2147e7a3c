using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Orders a list and cuts it at a cursor, along an index. Every order ends in the id, so that no row is shown twice
/// or skipped.
/// </summary>
/// <param name="By">For ORDER BY.</param>
/// <param name="From">The condition that begins after the cursor; null at the list's beginning.</param>
/// <param name="Reversed">The rows come last one first and have to be turned round.</param>
internal sealed record PeopleOrder(string By, string? From, bool Reversed)
{
    public static PeopleOrder Of(SqlText sql, IdentityListQuery query, KeyCursor? cursor)
    {
        var reversed = query.Cursor == IdentityListQuery.LastPage || cursor?.Backwards == true;
        var up = query.Descending == reversed;
        string[] columns = query.Sort switch
        {
            IdentitySort.Email => ["i.normalized_email", "i.id"],
            IdentitySort.LastSeen => ["i.last_seen_at", "i.id"],
            IdentitySort.Created => ["i.created_at", "i.id"],
            IdentitySort.Status => ["i.state", "i.sort_name", "i.id"],
            _ => ["i.sort_name", "i.id"],
        };
        var by = string.Join(", ", columns.Select(c => up ? c : c + " DESC"));
        var keys = cursor is null ? null : Keys(query.Sort, cursor);
        var from = keys is null ? null : $"({string.Join(", ", columns)}) {(up ? ">" : "<")} ({string.Join(", ", keys.Select(sql.Arg))})";
        return new PeopleOrder(by, from, reversed);
    }

    public static string KeyOf(Identity row, IdentitySort sort) => sort switch
    {
        IdentitySort.Email => row.NormalizedEmail!,
        IdentitySort.LastSeen => row.LastSeenAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
        IdentitySort.Created => row.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
        IdentitySort.Status => $"{(int)row.State}:{row.SortName}",
        _ => row.SortName,
    };

    /// <summary>Null for a cursor of another order: the list then begins at its start.</summary>
    private static object[]? Keys(IdentitySort sort, KeyCursor cursor)
    {
        if (sort is IdentitySort.LastSeen or IdentitySort.Created)
        {
            var known = long.TryParse(cursor.Key, CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks;
            return known ? [new DateTimeOffset(ticks, TimeSpan.Zero), cursor.Id] : null;
        }

        if (sort != IdentitySort.Status) return [cursor.Key, cursor.Id];
        var colon = cursor.Key.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Enum.TryParse<PrincipalState>(cursor.Key[..colon], out var state) ? [(int)state, cursor.Key[(colon + 1)..], cursor.Id] : null;
    }
}
