using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>
/// Rows written in between are put into the search indexes together (see the migration SearchInBatches), in the caller's
/// transaction: if that is rolled back, it never began. In between nothing searchable may be changed or deleted.
/// </summary>
internal static class SqliteSearchBatch
{
    public const string Begin =
        """
        UPDATE search_batch SET is_open = 1, documents_before = (SELECT coalesce(max(id), 0) FROM search_documents),
            entries_before = (SELECT coalesce(max(sequence), 0) FROM audit_entries);
        """;

    public const string End =
        """
        INSERT INTO search_index(rowid, text) SELECT id, text FROM search_documents WHERE id > (SELECT documents_before FROM search_batch);
        INSERT INTO audit_search(rowid, search_text) SELECT sequence, search_text FROM audit_entries WHERE sequence > (SELECT entries_before FROM search_batch);
        UPDATE search_batch SET is_open = 0;
        """;

    /// <summary>Fewer rows are indexed one by one.</summary>
    public const int FromRows = 5;

    public static void Execute(SqliteConnection connection, string sql)
    {
        var handle = connection.Handle ?? throw new InvalidOperationException("The connection isn't open.");
        var outcome = raw.sqlite3_exec(handle, sql);
        if (outcome != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(outcome, handle);
    }
}
