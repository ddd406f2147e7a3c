using System.Globalization;
using System.Linq.Expressions;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Orders the list and cuts it at a cursor, in SQL, along an index. Each order ends in the id, so that no row is
/// shown twice or skipped. <c>key >= K and (key > K or id > I)</c> lets both databases start at K in the index.
/// </summary>
internal static class IdentityOrder
{
    public static IQueryable<Identity> Apply(IQueryable<Identity> rows, IdentitySort sort, bool descending, IdentityCursor? from)
    {
        var up = descending == (from?.Backwards ?? false);
        return sort switch
        {
            IdentitySort.Email => Text(rows, i => i.NormalizedEmail!, up, from,
                (key, id) => i => string.Compare(i.NormalizedEmail, key) >= 0 && (string.Compare(i.NormalizedEmail, key) > 0 || i.Id.CompareTo(id) > 0),
                (key, id) => i => string.Compare(i.NormalizedEmail, key) <= 0 && (string.Compare(i.NormalizedEmail, key) < 0 || i.Id.CompareTo(id) < 0)),
            IdentitySort.LastSeen => Time(rows, i => i.LastSeenAt, up, from,
                (at, id) => i => i.LastSeenAt >= at && (i.LastSeenAt > at || i.Id.CompareTo(id) > 0),
                (at, id) => i => i.LastSeenAt <= at && (i.LastSeenAt < at || i.Id.CompareTo(id) < 0)),
            IdentitySort.Created => Time(rows, i => i.CreatedAt, up, from,
                (at, id) => i => i.CreatedAt >= at && (i.CreatedAt > at || i.Id.CompareTo(id) > 0),
                (at, id) => i => i.CreatedAt <= at && (i.CreatedAt < at || i.Id.CompareTo(id) < 0)),
            IdentitySort.Status => Status(rows, up, from),
            _ => Text(rows, i => i.SortName, up, from,
                (key, id) => i => string.Compare(i.SortName, key) >= 0 && (string.Compare(i.SortName, key) > 0 || i.Id.CompareTo(id) > 0),
                (key, id) => i => string.Compare(i.SortName, key) <= 0 && (string.Compare(i.SortName, key) < 0 || i.Id.CompareTo(id) < 0)),
        };
    }

    public static string KeyOf(Identity row, IdentitySort sort) => sort switch
    {
        IdentitySort.Email => row.NormalizedEmail!,
        IdentitySort.LastSeen => row.LastSeenAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
        IdentitySort.Created => row.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
        IdentitySort.Status => $"{(int)row.State}:{row.SortName}",
        _ => row.SortName,
    };

    private static IQueryable<Identity> Text(IQueryable<Identity> rows, Expression<Func<Identity, string>> key, bool up, IdentityCursor? from,
        Func<string, Guid, Expression<Func<Identity, bool>>> above, Func<string, Guid, Expression<Func<Identity, bool>>> below)
    {
        if (from is not null) rows = rows.Where(up ? above(from.Key, from.Id) : below(from.Key, from.Id));
        return up ? rows.OrderBy(key).ThenBy(i => i.Id) : rows.OrderByDescending(key).ThenByDescending(i => i.Id);
    }

    private static IQueryable<Identity> Time(IQueryable<Identity> rows, Expression<Func<Identity, DateTimeOffset>> key, bool up, IdentityCursor? from,
        Func<DateTimeOffset, Guid, Expression<Func<Identity, bool>>> above, Func<DateTimeOffset, Guid, Expression<Func<Identity, bool>>> below)
    {
        if (from is not null && long.TryParse(from.Key, CultureInfo.InvariantCulture, out var ticks) && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks)
        {
            var at = new DateTimeOffset(ticks, TimeSpan.Zero);
            rows = rows.Where(up ? above(at, from.Id) : below(at, from.Id));
        }

        return up ? rows.OrderBy(key).ThenBy(i => i.Id) : rows.OrderByDescending(key).ThenByDescending(i => i.Id);
    }

    private static IQueryable<Identity> Status(IQueryable<Identity> rows, bool up, IdentityCursor? from)
    {
        var colon = from?.Key.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon > 0 && Enum.TryParse<PrincipalState>(from!.Key[..colon], out var state))
        {
            var (name, id) = (from.Key[(colon + 1)..], from.Id);
            rows = up
                ? rows.Where(i => i.State >= state && (i.State > state || string.Compare(i.SortName, name) > 0 || (i.SortName == name && i.Id.CompareTo(id) > 0)))
                : rows.Where(i => i.State <= state && (i.State < state || string.Compare(i.SortName, name) < 0 || (i.SortName == name && i.Id.CompareTo(id) < 0)));
        }

        return up
            ? rows.OrderBy(i => i.State).ThenBy(i => i.SortName).ThenBy(i => i.Id)
            : rows.OrderByDescending(i => i.State).ThenByDescending(i => i.SortName).ThenByDescending(i => i.Id);
    }
}
