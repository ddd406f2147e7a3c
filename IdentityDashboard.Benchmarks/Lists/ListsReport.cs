using System.Globalization;
using System.Text;
using System.Text.Json;

namespace IdentityDashboard.Benchmarks.Lists;

/// <summary>The figures as Markdown, with what was to be reached and whether it was.</summary>
internal static class ListsReport
{
    private const int Named = 6;
    private const double MostOverRaw = 5;
    private const double MostOverFirst = 2;
    private const double LeastOverScan = 100;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static string Markdown(IReadOnlyList<PageFigures> pages, string command)
    {
        var text = new StringBuilder();
        foreach (var database in pages.GroupBy(p => p.Database, StringComparer.Ordinal)) Write(text, database.Key, [.. database], command);
        return text.ToString();
    }

    public static string ToJson(IReadOnlyList<PageFigures> pages) => JsonSerializer.Serialize(pages.Select(p => new
    {
        p.Database, p.Case, p.Depth, p.Rows, p.Statements, product = Figures(p.Product), raw = Figures(p.Raw), scan = p.Scan is null ? null : Figures(p.Scan), p.RawSql,
    }), Json);

    private static object Figures(double[] values) => new { median = values.Median(), p99 = values.Percentile(0.99), rounds = values.Length };

    private static void Write(StringBuilder text, string database, List<PageFigures> pages, string command)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"### {database}").AppendLine().AppendLine(CultureInfo.InvariantCulture, $"`{command}`").AppendLine()
            .AppendLine("| list | page | rows | product ms | p99 | by hand ms | p99 | over by hand | to first page | scan ms | scan / product |").AppendLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var page in pages)
        {
            var scan = page.Scan is null ? "| " : $"{Ms(page.Scan.Median())} | {Ratio(page.Scan.Median() / page.Product.Median())}";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {page.Case} | {ListsRun.Label(page.Depth)} | {page.Rows} | {Ms(page.Product.Median())} | {Ms(page.Product.Percentile(0.99))} | {Ms(page.Raw.Median())} | {Ms(page.Raw.Percentile(0.99))} | {Ms(Over(page))} | {(page.Depth == 0 ? "" : Ratio(ToFirst(page, pages)))} | {scan} |");
        }

        text.AppendLine();
        foreach (var line in Checks(pages)) text.AppendLine(CultureInfo.InvariantCulture, $"- {line}");
        text.AppendLine();
    }

    private static IEnumerable<string> Checks(List<PageFigures> pages)
    {
        var rare = pages.Where(p => p.IsRare && p.Scan is not null).ToList();
        yield return Said(rare.Count > 0 && rare.All(p => Faster(p) >= LeastOverScan), "a rare substring at least 100 times as fast as the scan",
            rare.Where(p => Faster(p) < LeastOverScan).Select(p => $"{p.Case}: {Ratio(Faster(p))}"), rare.Count == 0 ? "not measured" : $"{Ratio(rare.Min(Faster))} or more");
        yield return Said(pages.All(p => Over(p) <= MostOverRaw), "any page at most 5 ms over its statement by hand (medians)",
            pages.Where(p => Over(p) > MostOverRaw).OrderByDescending(Over).Select(p => $"{p.Case}, {ListsRun.Label(p.Depth)}: {Ms(Over(p))} ms"), $"{Ms(pages.Max(Over))} ms at most");
        var deep = pages.Where(p => p.Depth > 0).ToList();
        yield return Said(deep.All(p => ToFirst(p, pages) <= MostOverFirst), "any deep page at most twice the first page of the same list (medians)",
            deep.Where(p => ToFirst(p, pages) > MostOverFirst).OrderByDescending(p => ToFirst(p, pages)).Select(p => $"{p.Case}, {ListsRun.Label(p.Depth)}: {Ratio(ToFirst(p, pages))}"), deep.Count == 0 ? "not measured" : $"{Ratio(deep.Max(p => ToFirst(p, pages)))} at most");
        var counting = pages.Where(p => p.Counts.Count > 0).ToList();
        yield return Said(counting.Count == 0, "no full count on the way to a page (every statement sent was looked at)", counting.Select(p => p.Case), $"{pages.Max(p => p.Statements)} statements at most");
    }

    private static string Said(bool met, string goal, IEnumerable<string> missed, string figure)
    {
        var all = missed.ToList();
        if (met) return $"met: {goal} ({figure})";
        var rest = all.Count > Named ? $"; and {all.Count - Named} more" : "";
        return $"**not met**: {goal} ({string.Join("; ", all.Take(Named))}{rest})";
    }

    private static double Over(PageFigures page) => page.Product.Median() - page.Raw.Median();

    private static double Faster(PageFigures page) => page.Scan!.Median() / page.Product.Median();

    private static double ToFirst(PageFigures page, List<PageFigures> pages) => page.Product.Median() / pages.First(p => p.Case == page.Case && p.Depth == 0).Product.Median();

    private static string Ms(double value) => value.ToString(Math.Abs(value) < 10 ? "F2" : "F1", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => $"{value.ToString(value < 10 ? "F2" : "F0", CultureInfo.InvariantCulture)} x";
}
