using System.Globalization;
using IdentityDashboard.Data;
using Npgsql;

namespace IdentityDashboard.Benchmarks;

/// <summary>Databases of their own for each purpose and size, kept for the next run.</summary>
internal static class BenchDatabases
{
    /// <param name="purpose">Of the name: "bench".</param>
    public static IEnumerable<DatabaseChoice> From(Arguments arguments, string purpose, int people)
    {
        var wanted = arguments.Text("database") ?? "both";
        if (wanted is not ("both" or DatabaseOptions.Sqlite or DatabaseOptions.Postgres)) throw new UsageException("--database is sqlite, postgres or both.");
        var name = string.Create(CultureInfo.InvariantCulture, $"identity_{purpose}_{people}");
        if (wanted != DatabaseOptions.Postgres) yield return DatabaseChoice.SqliteFile(Path.Combine(arguments.Text("folder") ?? Path.Combine(Path.GetTempPath(), "identity-bench"), name, "identity-dashboard.db"));
        if (wanted == DatabaseOptions.Sqlite) yield break;
        yield return new DatabaseChoice(DatabaseOptions.Postgres, new NpgsqlConnectionStringBuilder(Server(arguments)) { Database = name }.ToString());
    }

    /// <summary>The PostgreSQL server that the arguments or the environment name.</summary>
    public static string Server(Arguments arguments) => arguments.Text("connection") ?? Environment.GetEnvironmentVariable("BENCH_POSTGRES")
        ?? throw new UsageException("PostgreSQL needs --connection \"Host=...;Username=...\" or BENCH_POSTGRES; the database is made there.");

    /// <summary>The product over the database, which is made where it has to be.</summary>
    public static async Task<ProductHost> OpenAsync(DatabaseChoice choice)
    {
        if (choice.IsPostgres) await EnsureAsync(choice.Connection);
        return await ProductHost.OpenAsync(choice);
    }

    private static async Task EnsureAsync(string connection)
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
