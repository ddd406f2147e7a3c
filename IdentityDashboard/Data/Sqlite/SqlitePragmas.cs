using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>
/// Settings every SQLite connection gets: foreign keys on, and NORMAL syncing, which with the write-ahead log
/// survives a killed process and loses at most the last commits at a power cut. Pages are read from the system's own
/// memory (mmap) instead of being copied: lists of a million people touch many.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; PRAGMA mmap_size = 17179869184; PRAGMA temp_store = MEMORY;";

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Pragmas;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
