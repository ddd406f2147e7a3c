using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Attributes;

/// <summary>Who has a value that nobody else may have.</summary>
public sealed record ValueHolder(Guid Id, string Name);

/// <summary>Reads definitions and values. Definitions are few and read anew each time: nothing to invalidate.</summary>
internal sealed class AttributeQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights)
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

    /// <summary>How many people who aren't deleted have a value, per attribute; counted up to a limit.</summary>
    public async Task<IReadOnlyDictionary<Guid, CappedCount>> CountsAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return new Dictionary<Guid, CappedCount>();
        var rows = await db.AttributeDefinitions.Where(d => d.AccountId == actor.AccountId)
            .Select(d => new { d.Id, People = LiveValues(db).Where(v => v.DefinitionId == d.Id).Take(CappedCount.Limit + 1).Count() }).ToListAsync(ct);
        return rows.ToDictionary(r => r.Id, r => CappedCount.From(r.People));
    }

    /// <summary>Who else has a unique value, for those who may look people up; null when it is free.</summary>
    public async Task<ValueHolder?> HolderAsync(Actor actor, AttributeField field, string? typed, Guid? except, CancellationToken ct)
    {
        if (!field.IsUnique || AttributeText.Clean(field, typed).Value is not { } value) return null;
        var key = AttributeText.Comparable(field.Kind, value);
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct) && !await access.AllowsAnywhereAsync(db, actor, Permissions.IdentityManage, ct)) return null;
        return await (from held in db.AttributeValues
                      where held.AccountId == actor.AccountId && held.DefinitionId == field.Id && held.UniqueKey == key && held.IdentityId != except
                      join person in db.Identities on held.IdentityId equals person.Id
                      select new ValueHolder(person.Id, person.FirstName + " " + person.LastName)).FirstOrDefaultAsync(ct);
    }

    /// <summary>A definition as it stands now and who changed which field last, for an edit that came second.</summary>
    public async Task<(AttributeField Field, IReadOnlyDictionary<string, ChangedBy> By)?> WithChangesAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return null;
        var definition = await db.AttributeDefinitions.AsNoTracking().FirstOrDefaultAsync(d => d.Id == id && d.AccountId == actor.AccountId, ct);
        if (definition is null) return null;
        return (AttributeField.From(definition), await db.ChangedSinceAsync(actor.AccountId, id, definition.CreatedAt, ct));
    }

    internal static async Task<List<AttributeField>> FieldsAsync(DashboardDbContext db, Guid accountId, CancellationToken ct)
    {
        var rows = await db.AttributeDefinitions.AsNoTracking().Where(d => d.AccountId == accountId).OrderBy(d => d.Position).ThenBy(d => d.Id).ToListAsync(ct);
        return rows.ConvertAll(AttributeField.From);
    }

    private static IQueryable<AttributeValue> LiveValues(DashboardDbContext db) =>
        db.AttributeValues.Where(v => db.Identities.Any(i => i.Id == v.IdentityId && i.State != PrincipalState.Deleted));

    private async Task<bool> MayReadAsync(DashboardDbContext db, Actor actor, CancellationToken ct) =>
        await access.IsOwnerAsync(db, actor, ct)
        || (await sights.OfAsync(db, actor, ct)).Any
        || await access.AllowsAnywhereAsync(db, actor, Permissions.IdentityManage, ct);
}
