using IdentityDashboard.Data.Postgres;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data;

/// <summary>
/// Holds rows until the caller's transaction ends, always in the order of their ids, so that two callers can't wait
/// for each other. In SQLite a transaction has the whole database: there is nothing to hold.
/// </summary>
internal static class RowLocks
{
    public static async Task IdentitiesAsync(DashboardDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (db is not PostgresDashboardDbContext) return;
        var sorted = ids.ToArray();
        await db.Database.SqlQuery<Guid>($"""SELECT id AS "Value" FROM identities WHERE id = ANY({sorted}) ORDER BY id FOR NO KEY UPDATE""").ToListAsync(ct);
    }

    public static async Task InvitationsAsync(DashboardDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (db is not PostgresDashboardDbContext) return;
        var sorted = ids.ToArray();
        await db.Database.SqlQuery<Guid>($"""SELECT id AS "Value" FROM invitations WHERE id = ANY({sorted}) ORDER BY id FOR NO KEY UPDATE""").ToListAsync(ct);
    }

    /// <summary>
    /// All applications of an account with their environments, against everything that refers to them: whoever adds to one
    /// meanwhile waits, and finds it gone.
    /// </summary>
    public static async Task ApplicationsAsync(DashboardDbContext db, Guid accountId, CancellationToken ct)
    {
        if (db is not PostgresDashboardDbContext) return;
        await db.Database.SqlQuery<Guid>($"""SELECT id AS "Value" FROM applications WHERE account_id = {accountId} ORDER BY id FOR UPDATE""").ToListAsync(ct);
        await db.Database.SqlQuery<Guid>($"""SELECT id AS "Value" FROM environments WHERE account_id = {accountId} ORDER BY id FOR UPDATE""").ToListAsync(ct);
    }

    /// <summary>The shape of an environment's hierarchy: two moves at once could put each node below the other.</summary>
    public static async Task HierarchyAsync(DashboardDbContext db, Guid environmentId, CancellationToken ct)
    {
        if (db is not PostgresDashboardDbContext) return;
        await db.Database.SqlQuery<Guid>($"""SELECT id AS "Value" FROM environments WHERE id = {environmentId} FOR NO KEY UPDATE""").ToListAsync(ct);
    }

    public static async Task AccessRequestsAsync(DashboardDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (db is not PostgresDashboardDbContext) return;
        var sorted = ids.ToArray();
        await db.Database.SqlQuery<Guid>($"""SELECT id AS "Value" FROM access_requests WHERE id = ANY({sorted}) ORDER BY id FOR NO KEY UPDATE""").ToListAsync(ct);
    }

    /// <summary>
    /// The rest of the transaction is planned for the rows it finds: a statement kept prepared since its table was small
    /// would go through a large one again and again.
    /// </summary>
    public static async Task PlanAnewAsync(DashboardDbContext db, CancellationToken ct)
    {
        if (db is PostgresDashboardDbContext) await db.Database.ExecuteSqlAsync($"SET LOCAL plan_cache_mode = force_custom_plan", ct);
    }

    /// <summary>
    /// The rest of the transaction joins whole tables, in a time that grows with their length only: for acts on many rows,
    /// which the planner may take for few and then looks for one by one in the longer of two indexes.
    /// </summary>
    public static async Task PlanForManyAsync(DashboardDbContext db, CancellationToken ct)
    {
        await PlanAnewAsync(db, ct);
        if (db is PostgresDashboardDbContext) await db.Database.ExecuteSqlAsync($"SET LOCAL enable_nestloop = off; SET LOCAL jit = off", ct);
    }

    /// <summary>Which group stands in which: two acts at once could put each of two groups into the other.</summary>
    public static async Task NestingAsync(DashboardDbContext db, Guid accountId, CancellationToken ct)
    {
        if (db is not PostgresDashboardDbContext) return;
        await db.Database.SqlQuery<Guid>($"""SELECT id AS "Value" FROM accounts WHERE id = {accountId} FOR NO KEY UPDATE""").ToListAsync(ct);
    }

    public static async Task GroupsAsync(DashboardDbContext db, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (db is not PostgresDashboardDbContext) return;
        var sorted = ids.ToArray();
        await db.Database.SqlQuery<Guid>($"""SELECT id AS "Value" FROM groups WHERE id = ANY({sorted}) ORDER BY id FOR NO KEY UPDATE""").ToListAsync(ct);
    }
}
