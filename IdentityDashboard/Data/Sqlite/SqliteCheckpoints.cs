using Microsoft.Data.Sqlite;

namespace IdentityDashboard.Data.Sqlite;

/// <summary>
/// Carries what was committed from the write-ahead log into the database, beside those who write: once nobody writes,
/// or every two seconds, since a page that many commits change is then carried once. While they write on, the log never
/// ends; when it is long, one of their turns is taken for the rest, and the next commit begins it anew.
/// </summary>
internal sealed class SqliteCheckpoints(SqliteFile file, SqliteWriteQueue queue, ILogger<SqliteCheckpoints> log) : BackgroundService
{
    private const long ShortestBytes = 4 * 1024 * 1024;
    private const long LongPages = 16_384;

    /// <summary>While somebody writes all the time.</summary>
    private const int LooksBetween = 4;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private DateTime _carried;
    private DateTime _seen;
    private int _looks;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                var written = new FileInfo($"{file.Path}-wal");
                if (!written.Exists || written.Length < ShortestBytes || written.LastWriteTimeUtc == _carried) continue;
                var isQuiet = written.LastWriteTimeUtc == _seen;
                _seen = written.LastWriteTimeUtc;
                if (!isQuiet && ++_looks < LooksBetween) continue;
                (_carried, _looks) = (_seen, 0);
                await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops: closing the last connection carries over what is left.
        }
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file.Path, Pooling = false }.ToString());
            await connection.OpenAsync(ct);
            if (Carry(connection) < LongPages) return;
            using var turn = await queue.TakeTurnAsync(ct);
            Carry(connection);
        }
        catch (SqliteException e)
        {
            log.LogWarning(e, "The write-ahead log couldn't be carried over now. Writers do it from 256 MB on.");
        }
    }

    /// <returns>How many pages the log has.</returns>
    private static long Carry(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
        using var reader = command.ExecuteReader();
        return reader.Read() ? reader.GetInt64(1) : 0;
    }
}
