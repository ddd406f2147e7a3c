using System.Security.Cryptography;
using IdentityDashboard.Benchmarks.Circuits;
using IdentityDashboard.Data;
using Npgsql;

namespace IdentityDashboard.Benchmarks.Writes;

/// <summary>The product and the floor, each in a process of its own over a database of its own, made anew.</summary>
internal sealed class WriteServers(ChildApp product, ChildApp floor, DirectoryInfo data, string key) : IAsyncDisposable
{
    public string Key => key;

    public Uri Product => product.Url;

    public Uri Floor => floor.Url;

    /// <param name="server">A PostgreSQL server; null for SQLite.</param>
    public static async Task<WriteServers> StartAsync(string? server)
    {
        var folder = Path.GetDirectoryName(typeof(WriteServers).Assembly.Location)!;
        var project = Path.GetFullPath(Path.Combine(folder, "..", "..", "..", "..", "IdentityDashboard"));
        var dll = Path.Combine(project, "bin", new DirectoryInfo(folder).Parent!.Name, "net10.0", "IdentityDashboard.dll");
        var data = Directory.CreateTempSubdirectory("identity-bench-writes-");
        var key = RandomNumberGenerator.GetHexString(40);
        var provider = server is null ? DatabaseOptions.Sqlite : DatabaseOptions.Postgres;
        var (mine, floor) = (await NewAsync(server, data, "product"), await NewAsync(server, data, "floor"));

        // The floor writes into the product's own tables, with all their indexes and triggers.
        await using (await ChildApp.StartAsync(dll, project, Settings(provider, floor, key)))
        {
        }

        var child = await ChildApp.StartAsync(dll, project, Settings(provider, mine, key));
        var raw = await ChildApp.StartAsync(typeof(WriteServers).Assembly.Location, folder, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FloorServer.ProviderVariable] = provider, [FloorServer.ConnectionVariable] = floor, [FloorServer.StockVariable] = await NewAsync(server, data, "stock"),
        }, FloorServer.Command);
        return new WriteServers(child, raw, data, key);
    }

    public async ValueTask DisposeAsync()
    {
        await product.DisposeAsync();
        await floor.DisposeAsync();
        data.Delete(recursive: true);
    }

    /// <summary>Of a product without limits, with an account and a key from the beginning.</summary>
    public static Dictionary<string, string> Settings(string provider, string connection, string key) => new(StringComparer.Ordinal)
    {
        ["Database__Provider"] = provider, ["ConnectionStrings__Dashboard"] = connection, ["Mail__Mode"] = "devbox", ["Api__CallsPerMinute"] = "100000000", ["Api__CallsAtOnce"] = "1000",
        ["Bootstrap__AccountName"] = "Halden Group", ["Bootstrap__AdminEmail"] = "nora.lindqvist@halden.example", ["Bootstrap__AdminPassword"] = RandomNumberGenerator.GetHexString(20), ["Bootstrap__ApiKey"] = key,
    };

    /// <returns>How to connect to a new, empty database.</returns>
    public static async Task<string> NewAsync(string? server, DirectoryInfo data, string name)
    {
        if (server is null) return $"Data Source={Path.Combine(data.FullName, $"{name}.db")}";
        var wanted = new NpgsqlConnectionStringBuilder(server) { Database = $"identity_writes_{name}" };
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Database = "postgres" }.ToString());
        await connection.OpenAsync();
        foreach (var sql in new[] { $"DROP DATABASE IF EXISTS {wanted.Database} WITH (FORCE)", $"CREATE DATABASE {wanted.Database}" })
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        return wanted.ToString();
    }
}
