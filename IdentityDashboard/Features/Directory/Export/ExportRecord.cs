using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Directory.Export;

/// <summary>Puts on record what left the house.</summary>
internal sealed class ExportRecord(AuditLog audit, IDbContextFactory<DashboardDbContext> dbs)
{
    /// <summary>Also for an export that broke off: what was sent has left.</summary>
    /// <param name="what">"people", "groups": what was counted.</param>
    public async Task AddAsync(Actor actor, string action, string what, string format, IReadOnlyList<ListColumn> columns, long written)
    {
        await using var db = await dbs.CreateDbContextAsync();
        var account = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync();
        var changes = new Changes().Set("format", null, format).Set(what, null, written.ToString(CultureInfo.InvariantCulture))
            .Set("columns", null, string.Join(", ", columns.Select(c => c.Key)));
        audit.Add(db, actor, action, new AuditTarget(AuditTarget.Account, actor.AccountId, account), changes);
        await db.SaveChangesAsync();
    }
}
