using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Attributes;

/// <summary>Writes people's values within the caller's transaction; the caller saves.</summary>
internal sealed class AttributeWriter
{
    /// <summary>
    /// Checks the values of new people, a batch at a time: one statement for the definitions, one for all unique values.
    /// Who takes a value in between is found by the unique index when the caller saves; then the caller tries again.
    /// </summary>
    public async Task<AttributeBatch> CheckAsync(DashboardDbContext db, Guid accountId, IReadOnlyList<TypedTraits> rows, CancellationToken ct)
    {
        var fields = await FieldsAsync(db, accountId, ct);
        var checkedRows = rows.Select(r => CheckedTraits.From(fields, r)).ToList();
        var wanted = checkedRows.SelectMany(r => r.Values).Where(v => v.Field.IsUnique).ToList();
        var held = (await HoldersAsync(db, wanted, ct)).Keys.ToHashSet();
        foreach (var row in checkedRows) row.RefuseTaken(held);
        return new AttributeBatch(accountId, checkedRows);
    }

    /// <summary>
    /// Changes what the record of one person says. Keys that aren't named stay as they are; an empty value clears.
    /// </summary>
    /// <param name="changes">Gets old and new value of what changed, as <c>traits.key</c>.</param>
    /// <returns>The values of searchable attributes, for the person's search text.</returns>
    public async Task<Result<string>> ChangeAsync(
        DashboardDbContext db, Guid accountId, Guid identityId, IReadOnlyDictionary<string, string> typed, Changes changes, CancellationToken ct) =>
        (await ChangeAsync(db, accountId, [new TraitsChange(identityId, typed, changes)], ct))[0];

    /// <summary>The same for many people: three statements, however many. Of two who want the same unique value the first gets it.</summary>
    public async Task<IReadOnlyList<Result<string>>> ChangeAsync(DashboardDbContext db, Guid accountId, IReadOnlyList<TraitsChange> people, CancellationToken ct)
    {
        var fields = await FieldsAsync(db, accountId, ct);
        var ids = people.Select(p => p.IdentityId).ToList();
        var held = (await db.AttributeValues.Where(v => ids.Contains(v.IdentityId)).ToListAsync(ct)).ToLookup(v => v.IdentityId);
        var wanted = people.Select(p => Whole(fields, held[p.IdentityId], p.Typed)).ToList();
        var holders = await HoldersAsync(db, [.. wanted.SelectMany(w => w.Values).Where(v => v.Field.IsUnique)], ct);
        return [.. people.Select((p, i) => Change(db, accountId, fields, held[p.IdentityId].ToDictionary(v => v.DefinitionId), p, wanted[i], holders))];
    }

    private static CheckedTraits Whole(List<AttributeField> fields, IEnumerable<AttributeValue> held, IReadOnlyDictionary<string, string> typed)
    {
        var values = held.ToDictionary(v => v.DefinitionId, v => v.Value);
        var whole = fields.Where(f => values.ContainsKey(f.Id)).ToDictionary(f => f.Key, f => values[f.Id], StringComparer.Ordinal);
        foreach (var (key, value) in typed) whole[key] = value;
        return CheckedTraits.From(fields, new TypedTraits(whole));
    }

    private static Result<string> Change(
        DashboardDbContext db, Guid accountId, List<AttributeField> fields, Dictionary<Guid, AttributeValue> held, TraitsChange person, CheckedTraits now,
        Dictionary<(Guid Definition, string Key), Guid> holders)
    {
        now.RefuseTaken(now.Values.Where(v => v.Field.IsUnique && holders.TryGetValue((v.Field.Id, v.Comparable), out var holder) && holder != person.IdentityId)
            .Select(v => (v.Field.Id, v.Comparable)).ToHashSet());
        if (now.Problems.Count > 0) return now.ToError();
        foreach (var value in now.Values.Where(v => v.Field.IsUnique)) holders[(value.Field.Id, value.Comparable)] = person.IdentityId;
        foreach (var field in fields)
        {
            var value = now.Values.FirstOrDefault(v => v.Field.Id == field.Id);
            var row = held.GetValueOrDefault(field.Id);
            person.Changes.Set(field.ErrorKey, row?.Value, value?.Value);
            if (value is null && row is not null) db.AttributeValues.Remove(row);
            else if (value is not null && row is null) db.AttributeValues.Add(value.ToRow(accountId, person.IdentityId));
            else if (value is not null) (row!.Value, row.Comparable, row.UniqueKey) = (value.Value, value.Comparable, value.UniqueKey);
        }

        return now.SearchExtra;
    }

    /// <summary>Somebody is deleted: their unique values are free for others.</summary>
    public async Task ReleaseUniqueAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        var held = await db.AttributeValues.Where(v => v.IdentityId == identityId && v.UniqueKey != null).ToListAsync(ct);
        held.ForEach(v => v.UniqueKey = null);
    }

    /// <summary>
    /// Somebody comes back and takes their unique values again; the error (409) names the one that is taken by now.
    /// Who is faster still wins: saving then fails with a unique violation.
    /// </summary>
    public async Task<Error?> ReclaimUniqueAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        var account = await db.Identities.Where(i => i.Id == identityId).Select(i => i.AccountId).SingleAsync(ct);
        await FieldsAsync(db, account, ct);
        var own = await (from value in db.AttributeValues
                         where value.IdentityId == identityId
                         join definition in db.AttributeDefinitions on value.DefinitionId equals definition.Id
                         where definition.IsUnique
                         orderby definition.Position
                         select new
                         {
                             Value = value,
                             definition.Label,
                             IsTaken = db.AttributeValues.Any(o => o.DefinitionId == value.DefinitionId && o.UniqueKey == value.Comparable && o.IdentityId != identityId),
                         }).ToListAsync(ct);
        if (own.Find(o => o.IsTaken) is { } taken) return AttributeErrors.TakenMeanwhile(taken.Label, taken.Value.Value);
        own.ForEach(o => o.Value.UniqueKey = o.Value.Comparable);
        return null;
    }

    /// <summary>
    /// The definitions stay as they are until the caller's transaction ends: who makes one unique or searchable waits, and
    /// then finds what was written here.
    /// </summary>
    private static async Task<List<AttributeField>> FieldsAsync(DashboardDbContext db, Guid accountId, CancellationToken ct)
    {
        // SQLite has one writer at a time anyway.
        if (!db.Database.IsNpgsql()) return await AttributeQueries.FieldsAsync(db, accountId, ct);
        var rows = await db.AttributeDefinitions.FromSql($"SELECT * FROM attribute_definitions WHERE account_id = {accountId} ORDER BY position, id FOR SHARE")
            .AsNoTracking().ToListAsync(ct);
        return rows.ConvertAll(AttributeField.From);
    }

    private static async Task<Dictionary<(Guid Definition, string Key), Guid>> HoldersAsync(DashboardDbContext db, List<CheckedValue> wanted, CancellationToken ct)
    {
        if (wanted.Count == 0) return [];
        var definitions = wanted.Select(v => v.Field.Id).Distinct().ToList();
        var keys = db.Asked(wanted.Select(v => v.Comparable).Distinct(StringComparer.Ordinal));
        var rows = await db.AttributeValues.AsNoTracking()
            .Where(v => EF.Parameter(definitions).Contains(v.DefinitionId) && v.UniqueKey != null && keys.Contains(v.UniqueKey))
            .Select(v => new { v.DefinitionId, v.UniqueKey, v.IdentityId }).ToListAsync(ct);
        return rows.ToDictionary(r => (r.DefinitionId, r.UniqueKey!), r => r.IdentityId);
    }
}

/// <summary>What somebody's attributes become: keys that aren't named stay as they are; an empty value clears.</summary>
/// <param name="Changes">Gets old and new value of what changed.</param>
internal sealed record TraitsChange(Guid IdentityId, IReadOnlyDictionary<string, string> Typed, Changes Changes);
