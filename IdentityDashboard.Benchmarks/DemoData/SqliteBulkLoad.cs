using Microsoft.Data.Sqlite;

namespace IdentityDashboard.Benchmarks.DemoData;

/// <summary>
/// With a rollback journal instead of the log while it lasts: pages that are new need no copy, and a killed load
/// leaves the file as it was.
/// </summary>
internal sealed class SqliteBulkLoad : IBulkLoad
{
    private const int Patience = 5;
    private readonly SqliteConnection connection;
    private readonly string pooled;
    private readonly List<string> putBack = [];
    private SqliteTransaction? transaction;
    private IReadOnlyList<string> tables = [];
    private long peopleBefore;
    private long groupsBefore;

    public SqliteBulkLoad(string connectionString)
    {
        pooled = connectionString;
        connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false, ForeignKeys = false }.ToString());
    }

    public async Task BeginAsync(IReadOnlyList<string> tables)
    {
        this.tables = tables;
        // Our own idle connections would be in the way.
        using (var idle = new SqliteConnection(pooled)) SqliteConnection.ClearPool(idle);
        await connection.OpenAsync();
        try
        {
            Execute("PRAGMA journal_mode = DELETE", Patience);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY)
        {
            throw new UsageException("The database is in use. Stop the app first.");
        }

        Execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY;");
        transaction = connection.BeginTransaction();
        peopleBefore = Number("SELECT ifnull(max(rowid), 0) FROM identities");
        groupsBefore = Number("SELECT ifnull(max(rowid), 0) FROM groups");
        foreach (var (type, name, sql) in Attached())
        {
            Execute($"""DROP {type} "{name}" """);
            putBack.Add(sql);
        }
    }

    public void Write(TableFormat format, IEnumerable<object> rows)
    {
        using var insert = connection.CreateCommand();
        insert.CommandText = $"INSERT INTO {format.Table} ({string.Join(", ", format.Columns.Select(c => $"\"{c}\""))}) VALUES ({string.Join(", ", format.Columns.Select((_, i) => $"$p{i}"))})";
        var parameters = format.Columns.Select((_, i) => insert.Parameters.Add(new SqliteParameter { ParameterName = $"$p{i}" })).ToArray();
        foreach (var row in rows)
        {
            for (var i = 0; i < parameters.Length; i++) parameters[i].Value = format.Value(row, i) ?? DBNull.Value;
            insert.ExecuteNonQuery();
        }
    }

    public async Task CompleteAsync(Action<string> say)
    {
        say("building the search index");
        Execute(
            $"""
             INSERT INTO search_documents(kind, entity_id, account_id, text) SELECT 'identity', id, account_id, search_text FROM identities WHERE rowid > {peopleBefore};
             INSERT INTO search_documents(kind, entity_id, account_id, text) SELECT 'group', id, account_id, normalized_name FROM groups WHERE rowid > {groupsBefore};
             INSERT INTO search_index(search_index) VALUES ('rebuild');
             """);
        if (tables.Contains("audit_entries")) Execute("INSERT INTO audit_search(audit_search) VALUES ('rebuild')");
        say("building the other indexes");
        foreach (var sql in putBack) Execute(sql);
        say("checking references");
        if (Number("SELECT count(*) FROM pragma_foreign_key_check") is var broken and > 0) throw new InvalidOperationException($"{broken} rows refer to rows that aren't there.");
        Execute("ANALYZE");
        await transaction!.CommitAsync();
        Execute("PRAGMA journal_mode = WAL");
    }

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null) await transaction.DisposeAsync();
        if (connection.State == System.Data.ConnectionState.Open) Execute("PRAGMA journal_mode = WAL");
        await connection.DisposeAsync();
    }

    private List<(string Type, string Name, string Sql)> Attached()
    {
        var names = tables.Append("search_documents");
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name IN ({string.Join(", ", names.Select(t => $"'{t}'"))}) ORDER BY type";
        using var reader = command.ExecuteReader();
        var found = new List<(string, string, string)>();
        while (reader.Read()) found.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return found;
    }

    private void Execute(string sql, int seconds = 0)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = seconds;
        command.ExecuteNonQuery();
    }

    private long Number(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        return (long)command.ExecuteScalar()!;
    }
}
