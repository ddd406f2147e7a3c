using System.Globalization;
using System.Text;
using IdentityDashboard.Benchmarks.Lists;

namespace IdentityDashboard.Benchmarks.Api;

/// <summary><c>api-lists --people 1000000 --database sqlite|postgres|both</c>.</summary>
internal static class ApiListsCommand
{
    private const int Calls = 1000;
    private const double Most = 5;

    public static async Task RunAsync(Arguments arguments, string command, TextWriter output)
    {
        arguments.Allow("people", "database", "calls", "folder", "connection", "markdown");
        var figures = new List<ApiListFigures>();
        foreach (var choice in BenchDatabases.From(arguments, "bench", arguments.Number("people", 1_000_000)))
        {
            figures.AddRange(await new ApiListsRun(choice, arguments.Number("people", 1_000_000), arguments.Number("calls", Calls), text => Console.Error.WriteLine(text)).RunAsync());
        }

        var report = Markdown(figures, command);
        await output.WriteLineAsync(report);
        if (arguments.Text("markdown") is { } markdown) await File.WriteAllTextAsync(markdown, report);
    }

    private static string Markdown(List<ApiListFigures> figures, string command)
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"`{command}`").AppendLine()
            .AppendLine("| database | GET /api/v1/… | ms, median | ms, p99 |").AppendLine("| --- | --- | ---: | ---: |");
        foreach (var f in figures) text.AppendLine(CultureInfo.InvariantCulture, $"| {f.Database} | {f.Case} | {f.Times.Median():F1} | {f.Times.Percentile(0.99):F1} |");
        var slow = figures.Where(f => f.Times.Percentile(0.99) > Most).Select(f => $"{f.Database}, {f.Case}: {f.Times.Percentile(0.99).ToString("F1", CultureInfo.InvariantCulture)} ms").ToList();
        return text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"- {(slow.Count == 0 ? "met" : "**not met**")}: p99 at most {Most} ms{(slow.Count == 0 ? "" : $" ({string.Join("; ", slow)})")}").ToString();
    }
}
