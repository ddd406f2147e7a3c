using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Attributes;

/// <summary>The unique values of many people who are deleted or come back, within the caller's transaction: see <see cref="AttributeWriter"/>.</summary>
internal sealed class UniqueValuesBatch
{
    private sealed record Own(Guid PersonId, Guid DefinitionId, string Label, string Value, string Comparable);

    /// <summary>Frees their values for others.</summary>
    public Task ReleaseAsync(DashboardDbContext db, IReadOnlyCollection<Guid> people, CancellationToken ct) =>
        db.AttributeValues.Where(v => people.Contains(v.IdentityId) && v.UniqueKey != null).ExecuteUpdateAsync(s => s.SetProperty(v => v.UniqueKey, (string?)null), ct);

    /// <summary>Who of these can't take all of theirs again, and which belongs to somebody else by now. Of two alike the first may.</summary>
    public async Task<Dictionary<Guid, string>> TakenAsync(DashboardDbContext db, IReadOnlyList<Guid> people, CancellationToken ct)
    {
        var own = await (from value in db.AttributeValues
                         where people.Contains(value.IdentityId)
                         join definition in db.AttributeDefinitions on value.DefinitionId equals definition.Id
                         where definition.IsUnique
                         orderby definition.Position
                         select new Own(value.IdentityId, value.DefinitionId, definition.Label, value.Value, value.Comparable)).ToListAsync(ct);
        if (own.Count == 0) return [];

        var (definitions, values) = (own.Select(o => o.DefinitionId).Distinct().ToList(), own.Select(o => o.Comparable).Distinct().ToList());
        var held = (await db.AttributeValues.Where(v => definitions.Contains(v.DefinitionId) && v.UniqueKey != null && values.Contains(v.UniqueKey) && !people.Contains(v.IdentityId))
            .Select(v => new { v.DefinitionId, v.UniqueKey }).ToListAsync(ct)).Select(v => (v.DefinitionId, v.UniqueKey!)).ToHashSet();
        var (taken, place) = (new Dictionary<Guid, string>(), people.Select((id, n) => (id, n)).ToDictionary(p => p.id, p => p.n));
        foreach (var value in own.OrderBy(o => place[o.PersonId]))
        {
            if (!held.Add((value.DefinitionId, value.Comparable))) taken.TryAdd(value.PersonId, AttributeErrors.TakenMeanwhile(value.Label, value.Value).Message);
        }

        return taken;
    }

    public async Task ReclaimAsync(DashboardDbContext db, IReadOnlyCollection<Guid> people, CancellationToken ct) =>
        await db.AttributeValues.Where(v => people.Contains(v.IdentityId) && db.AttributeDefinitions.Any(d => d.Id == v.DefinitionId && d.IsUnique))
            .ExecuteUpdateAsync(s => s.SetProperty(v => v.UniqueKey, v => v.Comparable), ct);
}
