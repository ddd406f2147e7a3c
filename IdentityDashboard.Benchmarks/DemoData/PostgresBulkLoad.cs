using Npgsql;

namespace IdentityDashboard.Benchmarks.DemoData;

/// <summary>COPY; keys are checked over the whole tables when they are put back.</summary>
internal sealed class PostgresBulkLoad(string connectionString) : IBulkLoad
{
    private readonly NpgsqlConnection connection = new(new NpgsqlConnectionStringBuilder(connectionString) { CommandTimeout = 0, Pooling = false }.ToString());
    private readonly List<string> putBack = [];
    private NpgsqlTransaction? transaction;
    private IReadOnlyList<string> tables = [];

    public async Task BeginAsync(IReadOnlyList<string> tables)
    {
        this.tables = tables;
        await connection.OpenAsync();
        transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL synchronous_commit = off;");
        foreach (var (table, name, definition) in await ReadAsync(
            """
            SELECT t.relname, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
            WHERE c.contype = 'f' AND t.relname = ANY($1) AND t.relnamespace = current_schema()::regnamespace
            """))
        {
            await ExecuteAsync($"""ALTER TABLE "{table}" DROP CONSTRAINT "{name}" """);
            putBack.Add($"""ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}""");
        }

        foreach (var (_, name, definition) in await ReadAsync(
            """
            SELECT t.relname, i.relname, pg_get_indexdef(i.oid) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
            WHERE t.relname = ANY($1) AND t.relnamespace = current_schema()::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.oid)
            """))
        {
            await ExecuteAsync($"""DROP INDEX "{name}" """);
            putBack.Insert(0, definition);
        }
    }

    public void Write(TableFormat format, IEnumerable<object> rows)
    {
        using var copy = connection.BeginBinaryImport($"COPY {format.Table} ({string.Join(", ", format.Columns.Select(c => $"\"{c}\""))}) FROM STDIN (FORMAT BINARY)");
        copy.Timeout = TimeSpan.Zero;
        foreach (var row in rows)
        {
            copy.StartRow();
            for (var i = 0; i < format.Columns.Count; i++)
            {
                if (format.Value(row, i) is { } value) copy.Write(value);
                else copy.WriteNull();
            }
        }

        copy.Complete();
    }

    public async Task CompleteAsync(Action<string> say)
    {
        say("building the indexes, search among them");
        foreach (var sql in putBack.Where(s => !s.StartsWith("ALTER", StringComparison.Ordinal))) await ExecuteAsync(sql);
        say("checking references");
        foreach (var sql in putBack.Where(s => s.StartsWith("ALTER", StringComparison.Ordinal))) await ExecuteAsync(sql);
        await transaction!.CommitAsync();
        foreach (var table in tables) await ExecuteAsync($"VACUUM ANALYZE {table}");
        await ExecuteAsync("ANALYZE");
    }

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null) await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private async Task<List<(string Table, string Name, string Definition)>> ReadAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = tables.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<(string, string, string)>();
        while (await reader.ReadAsync()) found.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return found;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
