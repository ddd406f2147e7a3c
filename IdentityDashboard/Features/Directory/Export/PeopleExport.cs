using System.Globalization;
using System.Runtime.CompilerServices;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Directory.Export;

/// <summary>Some people of an export, with what their records say under custom attributes.</summary>
internal sealed record ExportBatch(IReadOnlyList<IdentityRow> People, IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>> Values);

/// <summary>Reads everybody a list shows, a batch at a time by key, so that memory stays flat; and records what left.</summary>
internal sealed class PeopleExport(IdentityQueries people, AttributeQueries attributes, AuditLog audit, IDbContextFactory<DashboardDbContext> dbs)
{
    private const int Batch = 500;

    /// <summary>The first batch answers whether the actor may; the others ask again, as rights can be lost on the way.</summary>
    public Task<Result<Page<IdentityRow>>> FirstAsync(Actor actor, IdentityListQuery query, CancellationToken ct) => people.ListAsync(actor, query with { Cursor = null, Take = Batch }, ct);

    /// <exception cref="UnauthorizedAccessException">The right was lost meanwhile.</exception>
    public async IAsyncEnumerable<ExportBatch> BatchesAsync(Actor actor, IdentityListQuery query, Page<IdentityRow> first, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = first; ;)
        {
            yield return new ExportBatch(page.Items, await attributes.ValuesOfAsync(actor.AccountId, [.. page.Items.Select(r => r.Id)], ct));
            if (page.Next is not { } next) yield break;
            var found = await people.ListAsync(actor, query with { Cursor = next, Take = Batch }, ct);
            page = found.Succeeded ? found.Value : throw new UnauthorizedAccessException(found.Error!.Message);
        }
    }

    /// <summary>Also for an export that broke off: what was sent has left.</summary>
    public async Task RecordAsync(Actor actor, string format, IReadOnlyList<ListColumn> columns, long written)
    {
        await using var db = await dbs.CreateDbContextAsync();
        var account = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync();
        var changes = new Changes().Set("format", null, format).Set("people", null, written.ToString(CultureInfo.InvariantCulture))
            .Set("columns", null, string.Join(", ", columns.Select(c => c.Key)));
        audit.Add(db, actor, AuditActions.UsersExported, new AuditTarget(AuditTarget.Account, actor.AccountId, account), changes);
        await db.SaveChangesAsync();
    }
}
