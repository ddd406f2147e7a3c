using System.Globalization;
using System.Text;
using IdentityDashboard.Benchmarks.Lists;

namespace IdentityDashboard.Benchmarks.Imports;

/// <summary>The figures as Markdown, with what was to be reached and whether it was.</summary>
internal static class ImportsReport
{
    private const double LeastOfFloor = 0.5;
    private const double LeastOfSmaller = 0.6;
    private const double MostMegabytes = 400;
    private const double MostDuring = 3;

    public static string Markdown(IReadOnlyList<ImportFigures> all, string command)
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"`{command}`").AppendLine()
            .AppendLine("| database | rows | rows a second | of it the check | by hand | product / by hand | most memory, MB |").AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var f in all)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {f.Database} | {f.Rows:N0} | {f.Product.Median():N0} | {f.CheckShare.Median() * 100:F0} % | {f.Floor.Median():N0} | {OfFloor(f):F2} | {f.PeakMegabytes.Max():N0} |");
        }

        Lists(text, all);
        text.AppendLine();
        foreach (var f in all) Said(text, OfFloor(f) >= LeastOfFloor, $"{f.Database}, {Rows(f)} rows: at least {Text(LeastOfFloor)} of the same by hand ({Text(OfFloor(f))})");
        foreach (var database in all.GroupBy(f => f.Database, StringComparer.Ordinal).Where(g => g.Count() > 1))
        {
            var (small, large) = (database.MinBy(f => f.Rows)!, database.MaxBy(f => f.Rows)!);
            var ratio = large.Product.Median() / small.Product.Median();
            Said(text, ratio >= LeastOfSmaller, $"{database.Key}: {Rows(large)} rows at {Text(LeastOfSmaller)} of the rate of {Rows(small)} or more ({Text(ratio)})");
        }

        foreach (var f in all) Said(text, f.PeakMegabytes.Max() < MostMegabytes, $"{f.Database}, {Rows(f)} rows: under {MostMegabytes.ToString("N0", CultureInfo.InvariantCulture)} MB ({f.PeakMegabytes.Max().ToString("N0", CultureInfo.InvariantCulture)})");
        foreach (var (f, list) in all.SelectMany(f => f.Lists.Select(l => (f, l))))
        {
            var times = list.During.Percentile(0.99) / list.Quiet.Percentile(0.99);
            Said(text, times <= MostDuring, $"{f.Database}, {list.Case} during an import: p99 at most {Text(MostDuring)} times that of a quiet app ({Text(times)})");
        }

        return text.AppendLine().ToString();
    }

    private static void Lists(StringBuilder text, IReadOnlyList<ImportFigures> all)
    {
        if (all.All(f => f.Lists.Count == 0)) return;
        text.AppendLine().AppendLine("| database | people | list | quiet: median, p99 ms | during an import: median, p99 ms |").AppendLine("| --- | ---: | --- | ---: | ---: |");
        foreach (var (f, list) in all.SelectMany(f => f.Lists.Select(l => (f, l))))
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {f.Database} | {f.Rows:N0} | {list.Case} | {list.Quiet.Median():F1}, {list.Quiet.Percentile(0.99):F1} | {list.During.Median():F1}, {list.During.Percentile(0.99):F1} |");
        }
    }

    private static double OfFloor(ImportFigures f) => f.Product.Median() / f.Floor.Median();

    private static string Rows(ImportFigures f) => f.Rows.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static void Said(StringBuilder text, bool met, string goal) => text.AppendLine(CultureInfo.InvariantCulture, $"- {(met ? "met" : "**not met**")}: {goal}");
}
