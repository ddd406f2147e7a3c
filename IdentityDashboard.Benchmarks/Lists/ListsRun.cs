using System.Diagnostics;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks.Lists;

/// <summary>One page measured: milliseconds of every round, three ways.</summary>
/// <param name="Depth">0 for the first page, 1 for the last.</param>
/// <param name="Counts">Statements with a count that isn't limited.</param>
internal sealed record PageFigures(string Database, string Case, double Depth, int Rows, double[] Product, double[] Raw, double[]? Scan, int Statements, IReadOnlyList<string> Counts, string RawSql)
{
    public bool IsRare { get; init; }
}

/// <summary>The product's list, the same page by hand and the scan, one after the other, round after round.</summary>
internal sealed class ListsRun(ProductHost product, DatabaseChoice choice, int people, int rounds, string? only, Action<string> say)
{
    private const int WarmUp = 5;
    private readonly DateTimeOffset now = DateTimeOffset.UtcNow;

    public async Task<List<PageFigures>> RunAsync()
    {
        await using var raw = await RawDatabase.OpenAsync(choice);
        var place = await BenchPlace.FindAsync(product);
        var cases = await new ListCases(raw, place.Actor.AccountId, place.Application, place.Environment, place.Small, place.SmallEnvironment, people, now).AllAsync();
        var measured = new List<Measured>();
        foreach (var listed in cases.Where(c => only is null || c.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            await AddAsync(raw, place, listed, measured);
        }

        say($"{measured.Count} pages, {rounds} rounds, each page three ways in turn");
        for (var round = -WarmUp; round < rounds; round++)
        {
            foreach (var page in measured) await page.RoundAsync(round);
            if (round >= 0 && (round + 1) % 10 == 0) say($"round {round + 1}");
        }

        return measured.ConvertAll(m => m.Figures(choice.IsPostgres ? "PostgreSQL" : "SQLite"));
    }

    private async Task AddAsync(RawDatabase raw, BenchPlace place, ListCase listed, List<Measured> measured)
    {
        var details = new RawDetails(raw, listed.Query.EnvironmentId, now);
        var all = new RawCase(raw, place.Actor.AccountId, listed.Query, now);
        var matches = await raw.NumberAsync(all.Count(), all.Args);
        var way = 0;
        foreach (var depth in listed.Depths.Prepend(0).Where(d => d == 0 || matches > 100))
        {
            var page = new RawCase(raw, place.Actor.AccountId, listed.Query, now);
            await page.NarrowAsync();
            var (keys, cursor) = depth is 0 or 1 ? (null, depth == 0 ? null : IdentityListQuery.LastPage) : await AtAsync(raw, place, listed, (long)(matches * depth), way);
            var tail = page.From(keys, reversed: depth == 1, listed.Query.Take + 1);
            var best = await RawPage.BestAsync(raw, page.Ways(tail).ToList(), page.Args, details);
            if (depth == 0) way = best.Way;
            var scan = listed.IsSearch && depth == 0 ? await RawPage.BestAsync(raw, page.Scans(tail).ToList(), page.Args, details) : null;
            var made = new Measured(product.Get<IdentityQueries>(), place.Actor, listed.Query with { Cursor = cursor }, listed, depth, matches, best, scan);
            await made.CheckAsync();
            measured.Add(made);
            say($"{listed.Name}, {Label(depth)}: {matches:N0} matches, {made.Statements} statements");
        }
    }

    public static string Label(double depth) => depth switch { 0 => "first page", 1 => "last page", _ => $"at {depth * 100:F0} %" };

    /// <summary>The row a page begins after, found by offset, and the cursor that names it.</summary>
    private async Task<(object[] Keys, string Cursor)> AtAsync(RawDatabase raw, BenchPlace place, ListCase listed, long offset, int way)
    {
        var found = new RawCase(raw, place.Actor.AccountId, listed.Query, now);
        await found.NarrowAsync();
        var tail = found.From(keys: null, reversed: false, 1);
        var sql = found.Ways(new Tail($"{tail.Text} OFFSET {offset - 1}")).ElementAt(way);
        var row = (await raw.ReadAsync(sql, found.Args, r => RawPage.Person(raw, r)))[0];
        object[] keys = listed.Query.Sort switch
        {
            IdentitySort.Email => [row.Normalized, row.Id],
            IdentitySort.LastSeen => [row.Seen, row.Id],
            IdentitySort.Created => [row.Created, row.Id],
            IdentitySort.Status => [row.State, row.SortName, row.Id],
            _ => [row.SortName, row.Id],
        };
        var person = new Identity
        {
            Id = row.Id, FirstName = row.First, LastName = row.Last, SortName = row.SortName, SearchText = "", NormalizedEmail = row.Normalized, State = (PrincipalState)row.State,
            LastSeenAt = row.Seen, CreatedAt = row.Created,
        };
        return (keys, new KeyCursor(PeopleOrder.KeyOf(person, listed.Query.Sort), row.Id, Backwards: false).Encode());
    }

    private sealed class Measured(IdentityQueries queries, Actor actor, IdentityListQuery query, ListCase listed, double depth, long matches, RawPage raw, RawPage? scan)
    {
        private readonly List<double> product = [];
        private readonly List<double> byHand = [];
        private readonly List<double> scanned = [];
        private IReadOnlyList<string> counts = [];
        private int rows;

        public int Statements { get; private set; }

        /// <summary>All three read the same people, and the product counts nothing without a limit.</summary>
        public async Task CheckAsync()
        {
            using var watch = new SqlWatch();
            var page = (await queries.ListAsync(actor, query, CancellationToken.None)).Value;
            (Statements, counts, rows) = (watch.Statements.Count, [.. watch.UnboundedCounts], page.Items.Count);
            foreach (var other in new[] { raw, scan }.OfType<RawPage>())
            {
                var ids = (await other.ReadAsync()).ConvertAll(p => p.Id);
                if (depth == 1) ids.Reverse();
                if (!ids.SequenceEqual(page.Items.Select(i => i.Id))) throw new InvalidOperationException($"{listed.Name}, {Label(depth)}: the product and the statement by hand read different people.{Environment.NewLine}{other.Sql}");
            }
        }

        /// <summary>In an order that turns with the round, so that nobody always finds the page warmed by another.</summary>
        public async Task RoundAsync(int round)
        {
            Func<Task>[] ways = [ProductAsync, () => byHand.TimeAsync(raw.ReadAsync, round), () => scan is null ? Task.CompletedTask : scanned.TimeAsync(scan.ReadAsync, round)];
            for (var i = 0; i < ways.Length; i++) await ways[Math.Abs(round + i) % ways.Length]();

            Task ProductAsync() => product.TimeAsync(() => queries.ListAsync(actor, query, CancellationToken.None), round);
        }

        public PageFigures Figures(string database) =>
            new(database, listed.Name, depth, rows, [.. product], [.. byHand], scan is null ? null : [.. scanned], Statements, counts, raw.Sql)
            {
                IsRare = listed.IsSearch && matches is > 0 and < 20,
            };
    }
}

internal static class Timing
{
    /// <summary>Adds the milliseconds it took, unless the round is one to warm up.</summary>
    public static async Task TimeAsync<T>(this List<double> into, Func<Task<T>> act, int round)
    {
        var start = Stopwatch.GetTimestamp();
        await act();
        var took = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        if (round >= 0) into.Add(took);
    }

    public static double Median(this IReadOnlyCollection<double> values) => values.Percentile(0.5);

    public static double Percentile(this IReadOnlyCollection<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
