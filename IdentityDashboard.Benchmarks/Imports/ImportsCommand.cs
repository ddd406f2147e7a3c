using System.Globalization;
using IdentityDashboard.Data;

namespace IdentityDashboard.Benchmarks.Imports;

/// <summary><c>imports --rows 100000,1000000 --database sqlite|postgres|both</c>.</summary>
internal static class ImportsCommand
{
    private const string Sizes = "100000,1000000";

    public static async Task RunAsync(Arguments arguments, string command, TextWriter output)
    {
        arguments.Allow("rows", "database", "rounds", "connection", "lists", "markdown");
        var wanted = arguments.Text("database") ?? "both";
        if (wanted is not ("both" or DatabaseOptions.Sqlite or DatabaseOptions.Postgres)) throw new UsageException("--database is sqlite, postgres or both.");
        var sizes = (arguments.Text("rows") ?? Sizes).Split(',').Select(s => Arguments.Parse(s, "--rows")).ToList();
        var figures = new List<ImportFigures>();
        foreach (var (name, server) in Databases(arguments, wanted))
        {
            foreach (var rows in sizes)
            {
                var run = new ImportsRun(server, name, rows, arguments.Number("rounds", 3), arguments.Has("lists") && rows == sizes.Max(), Console.Error.WriteLine);
                figures.Add(await run.RunAsync());
            }
        }

        var report = ImportsReport.Markdown(figures, command);
        await output.WriteLineAsync(report);
        if (arguments.Text("markdown") is { } markdown) await File.WriteAllTextAsync(markdown, report);
    }

    private static IEnumerable<(string Name, string? Server)> Databases(Arguments arguments, string wanted)
    {
        if (wanted != DatabaseOptions.Postgres) yield return ("SQLite", null);
        if (wanted != DatabaseOptions.Sqlite) yield return ("PostgreSQL", BenchDatabases.Server(arguments));
    }
}
