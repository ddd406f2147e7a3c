using System.Globalization;
using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Decides how a list is read. A condition that holds for few people is read from its own index and the few are
/// sorted; otherwise the list is walked in its order and each person tested, which ends after a page. Both cost
/// little exactly where the other costs much, so the decision is made by counting up to <see cref="Few"/> in the
/// conditions' own indexes, in one statement.
/// </summary>
internal sealed record PeoplePlan(PeopleConditions Conditions, Narrowing? Start, IReadOnlyList<Narrowing> Fewest)
{
    /// <summary>Up to so many are fetched and sorted at once.</summary>
    public const int Few = 4_000;

    private const long Slot = 1_000_000;

    /// <summary>For one page: starts from the fewest if they are <paramref name="few"/>.</summary>
    public static async Task<PeoplePlan> ForPageAsync(DashboardDbContext db, PeopleConditions conditions, int few, CancellationToken ct)
    {
        var counted = await CountedAsync(db, conditions, few, ct);
        return new PeoplePlan(conditions, counted is [var (first, count), ..] && count <= few ? first : null, [.. counted.Select(c => c.Narrowing)]);
    }

    /// <summary>For counting up to a limit: starts from the fewest however many, since no order has to be kept.</summary>
    public static async Task<PeoplePlan> ForCountAsync(DashboardDbContext db, PeopleConditions conditions, int limit, CancellationToken ct)
    {
        var counted = await CountedAsync(db, conditions, limit, ct);
        return new PeoplePlan(conditions, counted is [var (first, _), ..] ? first : null, [.. counted.Select(c => c.Narrowing)]);
    }

    /// <summary>One page: <paramref name="order"/> and <paramref name="from"/> as <see cref="PeopleOrder"/> writes them.</summary>
    public string Page(ISqlDialect dialect, string columns, string? from, string order, int take)
    {
        var first = Start is null ? $"i.account_id = {Conditions.Account}" : $"{dialect.OneOf("i.id", Start.Ids)} AND {dialect.Hidden("i.account_id")} = {Conditions.Account}";
        var all = Tests().Prepend(first).Concat(from is null ? [] : [from]);
        return string.Create(CultureInfo.InvariantCulture, $"SELECT {columns} FROM identities i WHERE {string.Join(" AND ", all)} ORDER BY {order} LIMIT {take}");
    }

    /// <summary>Counts up to a limit.</summary>
    public string Count(ISqlDialect dialect, int limit)
    {
        var source = Start is null ? "identities i" : $"({Start.Ids}) ids {dialect.InnerJoin} identities i ON i.id = ids.id";
        var all = Tests().Prepend($"{(Start is null ? "i.account_id" : dialect.Hidden("i.account_id"))} = {Conditions.Account}");
        return string.Create(CultureInfo.InvariantCulture, $"SELECT count(*) AS \"Value\" FROM (SELECT 1 FROM {source} WHERE {string.Join(" AND ", all)} LIMIT {limit}) counted");
    }

    /// <summary>The narrowest first: it spares the others.</summary>
    private IEnumerable<string> Tests() => Conditions.Tests.Concat(Fewest.Where(n => n != Start || !n.IsExact).Select(n => n.Test));

    private static async Task<List<(Narrowing Narrowing, long Count)>> CountedAsync(DashboardDbContext db, PeopleConditions conditions, int limit, CancellationToken ct)
    {
        var all = conditions.Narrowings;
        if (all.Count == 0) return [];
        var counts = all.Select((n, index) => string.Create(CultureInfo.InvariantCulture,
            $"SELECT {index * Slot} + count(*) AS \"Value\" FROM (SELECT 1 FROM ({n.Counted ?? n.Ids}) ids LIMIT {limit + 1}) few"));
        var counted = await db.Database.SqlQueryRaw<long>(string.Join(" UNION ALL ", counts), conditions.Sql.Args).ToListAsync(ct);
        return [.. counted.Select(c => (all[(int)(c / Slot)], c % Slot)).OrderBy(c => c.Item2)];
    }
}
