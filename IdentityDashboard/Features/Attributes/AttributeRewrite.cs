using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Attributes;

/// <summary>
/// Brings people's records in step with a definition that has changed, within its transaction. The definition is written
/// already, so nobody else writes values meanwhile (see <see cref="AttributeWriter"/>).
/// </summary>
internal sealed class AttributeRewrite
{
    private const int BatchSize = 1_000;
    private const int Examples = 3;

    /// <returns>Why the change can't be.</returns>
    public async Task<Error?> FollowAsync(DashboardDbContext db, AttributeField was, AttributeField now, IReadOnlyList<AttributeOption> options, CancellationToken ct)
    {
        var values = db.AttributeValues.Where(v => v.DefinitionId == now.Id);
        if (await RefuseLostOptionAsync(db, values, was, options, ct) is { } inUse) return inUse;
        var renamed = await RenameAsync(values, options, ct);
        if (was.IsUnique != now.IsUnique && await SetUniqueAsync(db, values, now.IsUnique, ct) is { } shared) return shared;
        if (was.IsSearchable != now.IsSearchable || (renamed && now.IsSearchable)) await SearchAsync(db, await AccountAsync(db, now.Id, ct), now.Id, ct);
        return null;
    }

    /// <summary>Takes all values of an attribute that isn't searchable any more.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> ClearAsync(DashboardDbContext db, Guid accountId, Guid definitionId, CancellationToken ct)
    {
        await SearchAsync(db, accountId, definitionId, ct);
        return await db.AttributeValues.Where(v => v.DefinitionId == definitionId).ExecuteDeleteAsync(ct);
    }

    private static Task<Guid> AccountAsync(DashboardDbContext db, Guid definitionId, CancellationToken ct) =>
        db.AttributeDefinitions.Where(d => d.Id == definitionId).Select(d => d.AccountId).SingleAsync(ct);

    private static async Task<Error?> RefuseLostOptionAsync(
        DashboardDbContext db, IQueryable<AttributeValue> values, AttributeField was, IReadOnlyList<AttributeOption> options, CancellationToken ct)
    {
        foreach (var lost in was.Options.Where(o => options.All(n => n.Was != o)))
        {
            var holders = values.Where(v => v.Value == lost);
            var people = await holders.CountAsync(ct);
            if (people == 0) continue;
            var deleted = await holders.CountAsync(v => db.Identities.Any(i => i.Id == v.IdentityId && i.State == PrincipalState.Deleted), ct);
            return AttributeErrors.OptionInUse(lost, people, deleted);
        }

        return null;
    }

    /// <summary>By way of names nobody can type, so that two options may change places.</summary>
    private static async Task<bool> RenameAsync(IQueryable<AttributeValue> values, IReadOnlyList<AttributeOption> options, CancellationToken ct)
    {
        var renamed = options.Where(o => o.Was is not null && o.Was != o.Name).Select((o, i) => (Option: o, Between: $"\u001f{i}")).ToList();
        foreach (var (option, between) in renamed)
        {
            await values.Where(v => v.Value == option.Was).ExecuteUpdateAsync(s => s.SetProperty(v => v.Value, between), ct);
        }

        foreach (var (option, between) in renamed)
        {
            var comparable = AttributeText.Comparable(AttributeKind.Choice, option.Name);
            await values.Where(v => v.Value == between).ExecuteUpdateAsync(s => s.SetProperty(v => v.Value, option.Name).SetProperty(v => v.Comparable, comparable), ct);
        }

        return renamed.Count > 0;
    }

    private static async Task<Error?> SetUniqueAsync(DashboardDbContext db, IQueryable<AttributeValue> values, bool unique, CancellationToken ct)
    {
        if (!unique)
        {
            await values.Where(v => v.UniqueKey != null).ExecuteUpdateAsync(s => s.SetProperty(v => v.UniqueKey, (string?)null), ct);
            return null;
        }

        var live = values.Where(v => db.Identities.Any(i => i.Id == v.IdentityId && i.State != PrincipalState.Deleted));
        var shared = live.GroupBy(v => v.Comparable).Where(g => g.Count() > 1);
        var count = await shared.CountAsync(ct);
        if (count > 0)
        {
            var examples = await shared.Select(g => new { Value = g.Min(v => v.Value), People = g.Count() }).OrderByDescending(g => g.People).ThenBy(g => g.Value).Take(Examples).ToListAsync(ct);
            return AttributeErrors.Duplicates(count, examples.ConvertAll(e => (e.Value!, e.People)));
        }

        await live.ExecuteUpdateAsync(s => s.SetProperty(v => v.UniqueKey, v => v.Comparable), ct);
        return null;
    }

    /// <summary>Everybody who has a value, a thousand at a time: two reads and one write each.</summary>
    private static async Task SearchAsync(DashboardDbContext db, Guid accountId, Guid definitionId, CancellationToken ct)
    {
        var after = Guid.Empty;
        while (true)
        {
            var ids = await db.AttributeValues.Where(v => v.DefinitionId == definitionId && v.IdentityId.CompareTo(after) > 0)
                .OrderBy(v => v.IdentityId).Select(v => v.IdentityId).Take(BatchSize).ToListAsync(ct);
            if (ids.Count == 0) return;
            after = ids[^1];
            var found = await (from value in db.AttributeValues.AsNoTracking()
                               where value.AccountId == accountId && EF.Parameter(ids).Contains(value.IdentityId)
                               join definition in db.AttributeDefinitions on value.DefinitionId equals definition.Id
                               where definition.IsSearchable
                               orderby definition.Position, definition.Id
                               select new { value.IdentityId, value.Value }).ToListAsync(ct);
            var extras = found.ToLookup(f => f.IdentityId, f => f.Value);
            var people = await db.Identities.AsNoTracking().Where(i => EF.Parameter(ids).Contains(i.Id)).ToListAsync(ct);
            foreach (var person in people)
            {
                person.SearchExtra = string.Join(' ', extras[person.Id]);
                person.Refresh();
            }

            await SearchTexts.WriteAsync(db, [.. people.Select(p => new SearchTextRow(p.Id, p.SearchExtra, p.SearchText))], ct);
        }
    }
}
