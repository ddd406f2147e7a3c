using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>
/// Settings every SQLite connection gets: foreign keys on, and FULL syncing: what was acknowledged is on disk and survives a
/// power cut. The log is carried over by <see cref="SqliteCheckpoints"/>, not by whoever happens to commit; only where nobody
/// does that (a command, a test) does the committer from 256 MB on, and a longer file is cut to that. Pages are read from the
/// system's own memory (mmap) instead of being copied: lists of a million people touch many. What a transaction changes, up to
/// 8 MB of it (of a batch more: <see cref="SqliteRowWriter"/>), is kept until the commit: written out before, the same page
/// would be written again and again.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    private const string Pragmas = "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA mmap_size = 17179869184; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192; PRAGMA wal_autocheckpoint = 65536; PRAGMA journal_size_limit = 268435456;";

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
