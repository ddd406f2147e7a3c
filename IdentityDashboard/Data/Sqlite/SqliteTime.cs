namespace IdentityDashboard.Data.Sqlite;

/// <summary>SQLite has no type for times: microseconds since 1970, an integer that can be compared and indexed.</summary>
internal static class SqliteTime
{
    public static long ToMicroseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long value) => DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);
}
