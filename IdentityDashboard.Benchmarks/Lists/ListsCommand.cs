using System.Globalization;
using IdentityDashboard.Benchmarks.DemoData;
using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityDashboard.Benchmarks.Lists;

/// <summary><c>lists --people 1000000 --database sqlite|postgres|both</c>.</summary>
internal static class ListsCommand
{
    private const int Rounds = 50;

    public static async Task RunAsync(Arguments arguments, string command, TextWriter output)
    {
        arguments.Allow("people", "database", "rounds", "json", "folder", "connection", "only", "markdown");
        var people = arguments.Number("people", 1_000_000);
        var figures = new List<PageFigures>();
        foreach (var choice in Databases(arguments, people))
        {
            await using var product = await FilledAsync(choice, people, Say);
            figures.AddRange(await new ListsRun(product, choice, people, arguments.Number("rounds", Rounds), arguments.Text("only"), Say).RunAsync());
        }

        var report = ListsReport.Markdown(figures, command);
        await output.WriteLineAsync(report);
        if (arguments.Text("json") is { } json) await File.WriteAllTextAsync(json, ListsReport.ToJson(figures));
        if (arguments.Text("markdown") is { } markdown) await File.WriteAllTextAsync(markdown, report);

        static void Say(string text) => Console.Error.WriteLine(text);
    }

    /// <summary>Databases of their own for each size, kept for the next run.</summary>
    private static IEnumerable<DatabaseChoice> Databases(Arguments arguments, int people)
    {
        var wanted = arguments.Text("database") ?? "both";
        if (wanted is not ("both" or DatabaseOptions.Sqlite or DatabaseOptions.Postgres)) throw new UsageException("--database is sqlite, postgres or both.");
        var name = string.Create(CultureInfo.InvariantCulture, $"identity_bench_{people}");
        if (wanted != DatabaseOptions.Postgres) yield return DatabaseChoice.SqliteFile(Path.Combine(arguments.Text("folder") ?? Path.Combine(Path.GetTempPath(), "identity-bench"), name, "identity-dashboard.db"));
        if (wanted == DatabaseOptions.Sqlite) yield break;
        var server = arguments.Text("connection") ?? Environment.GetEnvironmentVariable("BENCH_POSTGRES")
            ?? throw new UsageException("PostgreSQL needs --connection \"Host=...;Username=...\" or BENCH_POSTGRES; the database is made there.");
        yield return new DatabaseChoice(DatabaseOptions.Postgres, new NpgsqlConnectionStringBuilder(server) { Database = name }.ToString());
    }

    private static async Task<ProductHost> FilledAsync(DatabaseChoice choice, int people, Action<string> say)
    {
        if (choice.IsPostgres) await EnsureDatabaseAsync(choice.Connection);
        var product = await ProductHost.OpenAsync(choice);
        await DemoDataCommand.SetUpAsync(product, wanted: null);
        await using var db = await product.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync();
        if (await db.Identities.CountAsync() is var there && there < people)
        {
            if (there > 1) throw new UsageException($"The database has {there} people already; delete it first.");
            await DemoDataCommand.FillAsync(product, people, seed: 1, audit: false, say);
        }

        return product;
    }

    private static async Task EnsureDatabaseAsync(string connection)
    {
        var wanted = new NpgsqlConnectionStringBuilder(connection);
        await using var server = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Database = "postgres" }.ToString());
        await server.OpenAsync();
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", server) { Parameters = { new() { Value = wanted.Database } } };
        if (await exists.ExecuteScalarAsync() is not null) return;
        await using var create = new NpgsqlCommand($"CREATE DATABASE \"{wanted.Database}\"", server);
        await create.ExecuteNonQueryAsync();
    }
}
