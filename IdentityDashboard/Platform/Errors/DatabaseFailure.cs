using System.Data.Common;

namespace IdentityDashboard.Platform.Errors;

/// <summary>Tells what the database couldn't do from other failures.</summary>
internal static class DatabaseFailure
{
    /// <summary>EF Core wraps what comes from the database, and PostgreSQL's driver what may pass by itself.</summary>
    public static bool Is(Exception e) => e is DbException or TimeoutException || (e.InnerException is { } inner && Is(inner));
}
