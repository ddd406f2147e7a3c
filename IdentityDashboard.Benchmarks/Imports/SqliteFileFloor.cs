using IdentityDashboard.Benchmarks.Writes;
using Microsoft.Data.Sqlite;

namespace IdentityDashboard.Benchmarks.Imports;

/// <summary>Prepared statements without indexes and triggers; then the indexes, and the two search indexes from their tables.</summary>
internal sealed class SqliteFileFloor : IFileFloor
{
    private const string Tables = "('identities', 'app_memberships', 'audit_entries', 'search_documents')";
    private readonly SqliteConnection connection;

    public SqliteFileFloor(string connectionString)
    {
        connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 17179869184;");
        using var read = connection.CreateCommand();
        read.CommandText = "SELECT a.account_id, a.id, k.id FROM applications a JOIN api_keys k ON k.account_id = a.account_id LIMIT 1";
        using var row = read.ExecuteReader();
        row.Read();
        Place = new FloorPlace(row.GetGuid(0), row.GetGuid(1), row.GetGuid(2));
    }

    public FloorPlace Place { get; }

    public Task WriteAsync(IEnumerable<FloorPerson> people) => Task.Run(() =>
    {
        Execute("BEGIN IMMEDIATE");
        var kept = Kept();
        foreach (var (kind, name, _) in kept) Execute($"DROP {kind} {name}");
        Insert(people);
        Execute("""
                INSERT INTO search_documents (kind, entity_id, account_id, text) SELECT 'identity', i.id, i.account_id, i.search_text FROM identities i
                WHERE i.id NOT IN (SELECT entity_id FROM search_documents WHERE kind = 'identity') ORDER BY i.rowid;
                """);
        foreach (var (_, _, sql) in kept) Execute(sql);
        Execute("INSERT INTO search_index(search_index) VALUES ('rebuild'); INSERT INTO audit_search(audit_search) VALUES ('rebuild'); COMMIT");
    });

    public async ValueTask DisposeAsync() => await connection.DisposeAsync();

    private void Insert(IEnumerable<FloorPerson> people)
    {
        (SqliteCommand Command, Func<FloorPerson, object?[]> Row)[] inserts =
        [
            (SqliteFloor.Insert(connection, "identities", FloorPerson.IdentityColumns), p => p.Identity()),
            (SqliteFloor.Insert(connection, "app_memberships", FloorPerson.MemberColumns), p => p.Member()),
            (SqliteFloor.Insert(connection, "audit_entries", FloorPerson.AuditColumns), p => p.Audit()),
        ];
        foreach (var person in people)
        {
            foreach (var (command, row) in inserts)
            {
                var values = row(person);
                for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = SqliteFloor.Stored(values[i]);
                command.ExecuteNonQuery();
            }
        }

        foreach (var (command, _) in inserts) command.Dispose();
    }

    /// <summary>What is taken away and made again; the tables' own keys stay.</summary>
    private List<(string Kind, string Name, string Sql)> Kept()
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND tbl_name IN {Tables} ORDER BY type";
        using var reader = command.ExecuteReader();
        var kept = new List<(string, string, string)>();
        while (reader.Read()) kept.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return kept;
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }
}
