using System.Collections.Concurrent;
using IdentityDashboard.Tests.Support;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresTemplates))]

namespace IdentityDashboard.Tests.Support;

/// <summary>Fresh databases on the PostgreSQL server that TEST_POSTGRES names.</summary>
internal static class TestPostgres
{
    public const string Missing = "TEST_POSTGRES is not set: run ./scripts/test";

    public static bool IsAvailable => Environment.GetEnvironmentVariable("TEST_POSTGRES") is { Length: > 0 };

    /// <summary>An empty database, or a copy of <paramref name="template"/>, dropped on dispose. Skips the calling test where there is no server.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync(string? template = null, CancellationToken ct = default)
    {
        Assert.SkipUnless(IsAvailable, Missing);
        var database = new TestDatabase($"test_{Guid.NewGuid():N}");
        await ExecuteAsync($"""CREATE DATABASE "{database.Name}" TEMPLATE "{template ?? "template1"}";""", ct);
        return database;
    }

    /// <summary>The name of a database that <paramref name="prepare"/> (given its connection string) has filled once for the whole run, to be copied.</summary>
    public static async Task<string> TemplateAsync(string key, Func<string, Task> prepare)
    {
        Assert.SkipUnless(IsAvailable, Missing);
        var templates = await TestContext.Current.GetFixture<PostgresTemplates>();
        return await templates!.GetOrCreateAsync(key, prepare);
    }

    internal static string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(Environment.GetEnvironmentVariable("TEST_POSTGRES"))
        {
            Database = database,
            IncludeErrorDetail = true,
            // The server admits 300 connections, shared by all tests that run at the same time.
            MaxPoolSize = 20,
        }.ConnectionString;

    internal static async Task ExecuteAsync(string sql, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

internal sealed class TestDatabase(string name) : IAsyncDisposable
{
    public string Name { get; } = name;
    public string ConnectionString { get; } = TestPostgres.ConnectionString(name);

    /// <summary>Closes idle connections: a database in use cannot be copied.</summary>
    public void CloseIdleConnections()
    {
        using var connection = new NpgsqlConnection(ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    public async ValueTask DisposeAsync()
    {
        CloseIdleConnections();
        await TestPostgres.ExecuteAsync($"""DROP DATABASE IF EXISTS "{Name}" WITH (FORCE);""");
    }
}

/// <summary>Owns the templates, so that they go when the run ends.</summary>
internal sealed class PostgresTemplates : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<Task<TestDatabase>>> templates = new(StringComparer.Ordinal);

    public async Task<string> GetOrCreateAsync(string key, Func<string, Task> prepare)
    {
        var database = await templates.GetOrAdd(key, _ => new Lazy<Task<TestDatabase>>(() => PrepareAsync(prepare))).Value;
        return database.Name;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var template in templates.Values.Select(template => template.Value).Where(task => task.IsCompletedSuccessfully))
        {
            await (await template).DisposeAsync();
        }
    }

    private static async Task<TestDatabase> PrepareAsync(Func<string, Task> prepare)
    {
        var database = await TestPostgres.CreateDatabaseAsync();
        await prepare(database.ConnectionString);
        database.CloseIdleConnections();
        return database;
    }
}
