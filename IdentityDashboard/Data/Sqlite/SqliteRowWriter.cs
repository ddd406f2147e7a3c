using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>One prepared statement for each table, bound anew for each row; what can be searched is indexed together.</summary>
internal sealed class SqliteRowWriter : IRowWriter
{
    /// <summary>As long as this connection is open: a batch changes more pages than others do.</summary>
    private const string KeepChanges = "PRAGMA cache_size = -32768";

    public int AtOnce => 1;

    public Task WriteAsync(DashboardDbContext db, NewRows rows, CancellationToken ct)
    {
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        var tables = rows.Tables.ToList();
        try
        {
            if (tables.Exists(t => t.Rows.Count >= SqliteSearchBatch.FromRows)) WriteBatch(db, connection, tables, ct);
            else Write(db, connection, tables, ct);
        }
        catch (SqliteException e)
        {
            throw new DbUpdateException("Writing rows failed.", e);
        }

        return Task.CompletedTask;
    }

    private static void WriteBatch(DashboardDbContext db, SqliteConnection connection, List<(Type Type, IReadOnlyList<object> Rows)> tables, CancellationToken ct)
    {
        SqliteSearchBatch.Execute(connection, KeepChanges);
        SqliteSearchBatch.Execute(connection, SqliteSearchBatch.Begin);
        Write(db, connection, tables, ct);
        SqliteSearchBatch.Execute(connection, SqliteSearchBatch.End);
    }

    private static void Write(DashboardDbContext db, SqliteConnection connection, List<(Type Type, IReadOnlyList<object> Rows)> tables, CancellationToken ct)
    {
        foreach (var (type, written) in tables)
        {
            ct.ThrowIfCancellationRequested();
            using var insert = new SqliteInsert(connection, RowFormat.Of(db, type));
            foreach (var row in written) insert.Write(row);
        }
    }
}
