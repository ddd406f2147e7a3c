using IdentityDashboard.Benchmarks.Writes;
using Npgsql;

namespace IdentityDashboard.Benchmarks.Imports;

/// <summary>COPY into tables without indexes, in one transaction with building them.</summary>
internal sealed class PostgresFileFloor : IFileFloor
{
    private readonly NpgsqlConnection connection;

    private PostgresFileFloor(NpgsqlConnection connection, FloorPlace place) => (this.connection, Place) = (connection, place);

    public FloorPlace Place { get; }

    public static async Task<PostgresFileFloor> OpenAsync(string connectionString)
    {
        var opened = new NpgsqlConnection(connectionString);
        await opened.OpenAsync();
        return new PostgresFileFloor(opened, await PostgresFloor.PlaceAsync(opened));
    }

    public async Task WriteAsync(IEnumerable<FloorPerson> people)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var kept = await KeptAsync();
        foreach (var (name, _) in kept) await ExecuteAsync($"DROP INDEX {name}");
        foreach (var part in people.Chunk(10_000)) await PostgresFloor.CopyRowsAsync(connection, part);
        foreach (var (_, sql) in kept) await ExecuteAsync(sql);
        await transaction.CommitAsync();
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<List<(string Name, string Sql)>> KeptAsync()
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT quote_ident(c.relname), pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
            WHERE t.relname IN ('identities', 'app_memberships', 'audit_entries') AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var kept = new List<(string, string)>();
        while (await reader.ReadAsync()) kept.Add((reader.GetString(0), reader.GetString(1)));
        return kept;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}
