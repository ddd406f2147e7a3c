using IdentityDashboard.Data;

namespace IdentityDashboard.Benchmarks.Writes;

/// <summary><c>writes --database sqlite|postgres|both</c>.</summary>
internal static class WritesCommand
{
    private const int Rounds = 9;

    public static async Task RunAsync(Arguments arguments, string command, TextWriter output)
    {
        arguments.Allow("database", "rounds", "json", "connection", "only", "markdown");
        var wanted = arguments.Text("database") ?? "both";
        if (wanted is not ("both" or DatabaseOptions.Sqlite or DatabaseOptions.Postgres)) throw new UsageException("--database is sqlite, postgres or both.");
        if (arguments.Text("only") is not (null or "bulk" or "single" or "passwords")) throw new UsageException("--only is bulk, single or passwords.");
        var figures = new List<WriteFigures>();
        if (wanted != DatabaseOptions.Postgres) figures.Add(await RunAsync(arguments, "SQLite", server: null));
        if (wanted != DatabaseOptions.Sqlite) figures.Add(await RunAsync(arguments, "PostgreSQL", BenchDatabases.Server(arguments)));

        var report = WritesReport.Markdown(figures, command);
        await output.WriteLineAsync(report);
        if (arguments.Text("json") is { } json) await File.WriteAllTextAsync(json, WritesReport.ToJson(figures));
        if (arguments.Text("markdown") is { } markdown) await File.WriteAllTextAsync(markdown, report);
    }

    private static async Task<WriteFigures> RunAsync(Arguments arguments, string database, string? server)
    {
        await using var servers = await WriteServers.StartAsync(server);
        return await new WritesRun(servers, database, arguments.Number("rounds", Rounds), arguments.Text("only"), Console.Error.WriteLine).RunAsync();
    }
}
