using Microsoft.Data.Sqlite;
using Npgsql;

namespace IdentityDashboard.Data;

/// <summary>
/// Tells a database that doesn't answer, or that others kept too long, from one that refuses what it is asked: whatever
/// else is asked at this moment fares no better.
/// </summary>
internal static class DatabaseOutage
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    private static readonly HashSet<string> States = new(StringComparer.Ordinal)
    {
        PostgresErrorCodes.LockNotAvailable, PostgresErrorCodes.QueryCanceled, PostgresErrorCodes.TooManyConnections,
        PostgresErrorCodes.AdminShutdown, PostgresErrorCodes.CrashShutdown, PostgresErrorCodes.CannotConnectNow,
    };

    public static bool Is(Exception e) => e switch
    {
        SqliteException sqlite => sqlite.SqliteErrorCode is SqliteBusy or SqliteLocked,
        PostgresException postgres => States.Contains(postgres.SqlState),
        NpgsqlException or TimeoutException => true,
        _ => e.InnerException is { } inner && Is(inner),
    };

    /// <summary>As SQLite itself says it.</summary>
    public static SqliteException Locked() => new("SQLite Error 5: 'database is locked'.", SqliteBusy);
}
