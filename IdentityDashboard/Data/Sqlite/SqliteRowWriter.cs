using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>One prepared statement for each table, bound anew for each row.</summary>
internal sealed class SqliteRowWriter : IRowWriter
{
    public int AtOnce => 1;

    public Task WriteAsync(DashboardDbContext db, NewRows rows, CancellationToken ct)
    {
        var connection = (SqliteConnection)db.Database.GetDbConnection();
        foreach (var (type, written) in rows.Tables)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                using var insert = new SqliteInsert(connection, RowFormat.Of(db, type));
                foreach (var row in written) insert.Write(row);
            }
            catch (SqliteException e)
            {
                throw new DbUpdateException($"Writing {type.Name} failed.", e);
            }
        }

        return Task.CompletedTask;
    }
}
