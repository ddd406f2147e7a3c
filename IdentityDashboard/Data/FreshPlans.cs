using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data;

/// <summary>
/// PostgreSQL keeps the plan of a prepared statement until a table's statistics change. While thousands of rows come in,
/// what was planned for an empty table goes through all of them again and again.
/// </summary>
internal static class FreshPlans
{
    /// <summary>Everything this context asks from now on is planned for the tables as they are.</summary>
    public static async Task PlanAnewAsync(this DashboardDbContext db, CancellationToken ct)
    {
        if (!db.Database.IsNpgsql()) return;
        // Kept open: the setting belongs to the connection, and ends when that goes back to its pool.
        await db.Database.OpenConnectionAsync(ct);
        await db.Database.ExecuteSqlRawAsync("SET plan_cache_mode = force_custom_plan", ct);
    }
}
