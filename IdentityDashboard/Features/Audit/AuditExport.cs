using System.Globalization;
using System.Runtime.CompilerServices;
using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Audit;

/// <summary>Reads all that matches, a batch at a time, and records how much was taken out.</summary>
internal sealed class AuditExport(AuditQueries queries, AuditLog log, IDbContextFactory<DashboardDbContext> dbs)
{
    public const int Batch = 1_000;

    /// <summary>The first batch answers whether the actor may; the others ask again, as rights can be lost on the way.</summary>
    public Task<Result<Page<AuditRow>>> FirstAsync(Actor actor, AuditListQuery query, CancellationToken ct) => queries.ListAsync(actor, query with { Cursor = null, Take = Batch }, ct);

    /// <exception cref="UnauthorizedAccessException">The right was lost meanwhile.</exception>
    public async IAsyncEnumerable<IReadOnlyList<AuditRow>> BatchesAsync(Actor actor, AuditListQuery query, Page<AuditRow> first, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return first.Items;
        for (var next = first.Next; next is not null;)
        {
            var page = await queries.ListAsync(actor, query with { Cursor = next, Take = Batch }, ct);
            if (!page.Succeeded) throw new UnauthorizedAccessException(page.Error!.Message);
            yield return page.Value.Items;
            next = page.Value.Next;
        }
    }

    /// <summary>Also for an export that broke off: what was sent has left.</summary>
    public async Task RecordAsync(Actor actor, AuditPlace place, string format, long entries)
    {
        await using var db = await dbs.CreateDbContextAsync();
        var account = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync();
        var changes = new Changes().Set("format", null, format).Set("entries", null, entries.ToString(CultureInfo.InvariantCulture));

        // What was searched for stays out: it may be a secret somebody looks for.
        foreach (var (name, value) in place.First().ToQuery()) changes.Set($"filter_{name}", null, name == "q" && value is not null ? "yes" : value as string);
        log.Add(db, actor, AuditActions.AuditExported, new AuditTarget(AuditTarget.Account, actor.AccountId, account), changes);
        await db.SaveChangesAsync();
    }
}
