using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Attributes;

/// <summary>Reads definitions and values. Definitions are few and read anew each time: nothing to invalidate.</summary>
internal sealed class AttributeQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access)
{
    /// <summary>The account's attributes in their order; none for those who may see nobody.</summary>
    public async Task<IReadOnlyList<AttributeField>> DefinitionsAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await MayReadAsync(db, actor, ct) ? await FieldsAsync(db, actor.AccountId, ct) : [];
    }

    /// <summary>
    /// Key to value, for many people at once: one statement. Who has no value is left out. The caller has made sure
    /// that these people may be seen.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>>> ValuesOfAsync(Guid accountId, IReadOnlyCollection<Guid> identityIds, CancellationToken ct)
    {
        if (identityIds.Count == 0) return new Dictionary<Guid, IReadOnlyDictionary<string, string>>();
        await using var db = await dbs.CreateDbContextAsync(ct);
        var rows = await (from value in db.AttributeValues
                          where value.AccountId == accountId && EF.Parameter(identityIds).Contains(value.IdentityId)
                          join definition in db.AttributeDefinitions on value.DefinitionId equals definition.Id
                          select new { value.IdentityId, definition.Key, value.Value }).ToListAsync(ct);
        return rows.GroupBy(r => r.IdentityId).ToDictionary(
            g => g.Key, g => (IReadOnlyDictionary<string, string>)g.ToDictionary(r => r.Key, r => r.Value, StringComparer.Ordinal));
    }

    internal static async Task<List<AttributeField>> FieldsAsync(DashboardDbContext db, Guid accountId, CancellationToken ct)
    {
        var rows = await db.AttributeDefinitions.AsNoTracking().Where(d => d.AccountId == accountId).OrderBy(d => d.Position).ThenBy(d => d.Id).ToListAsync(ct);
        return rows.ConvertAll(AttributeField.From);
    }

    private async Task<bool> MayReadAsync(DashboardDbContext db, Actor actor, CancellationToken ct) =>
        await access.IsOwnerAsync(db, actor, ct)
        || await access.AllowsAnywhereAsync(db, actor, Permissions.IdentityRead, ct)
        || await access.AllowsAnywhereAsync(db, actor, Permissions.IdentityManage, ct);
}
