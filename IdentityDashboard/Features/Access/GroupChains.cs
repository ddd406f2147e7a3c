using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>A group on the way from a person to a role.</summary>
public sealed record GroupStep(Guid Id, string Name)
{
    /// <returns>"Retail leads, in EMEA staff"; null for no group at all.</returns>
    public static string? Line(IReadOnlyList<GroupStep> chain) => chain.Count == 0 ? null : string.Join(", in ", chain.Select(s => s.Name));
}

/// <summary>Names the groups between the one a person was put into and the one that has the role.</summary>
internal static class GroupChains
{
    /// <returns>The shortest way of each pair, both ends included; pairs without one are left out.</returns>
    public static async Task<IReadOnlyDictionary<(Guid Own, Guid Holder), IReadOnlyList<GroupStep>>> ReadAsync(
        DashboardDbContext db, IEnumerable<(Guid Own, Guid Holder)> pairs, CancellationToken ct)
    {
        var wanted = pairs.Distinct().ToList();
        if (wanted.Count == 0) return new Dictionary<(Guid, Guid), IReadOnlyList<GroupStep>>();
        var own = wanted.Select(p => p.Own).Distinct().ToList();
        var names = await db.Groups.Where(g => db.GroupLineage.Where(l => own.Contains(l.DescendantId)).Select(l => l.AncestorId).Contains(g.Id))
            .ToDictionaryAsync(g => g.Id, g => g.Name, ct);
        var parents = wanted.TrueForAll(p => p.Own == p.Holder) ? Enumerable.Empty<Guid>().ToLookup(id => id) : await ParentsAsync(db, own, ct);
        return wanted.Select(p => (Pair: p, Way: Way(p.Own, p.Holder, parents))).Where(w => w.Way.Count > 0 && w.Way.All(names.ContainsKey))
            .ToDictionary(w => w.Pair, IReadOnlyList<GroupStep> (w) => [.. w.Way.Select(id => new GroupStep(id, names[id]))]);
    }

    /// <summary>Which groups each of these, and each group above them, stands in directly.</summary>
    public static async Task<ILookup<Guid, Guid>> ParentsAsync(DashboardDbContext db, List<Guid> groupIds, CancellationToken ct) =>
        (await db.GroupParents.Where(p => db.GroupLineage.Where(l => groupIds.Contains(l.DescendantId)).Select(l => l.AncestorId).Contains(p.ChildId))
            .Select(p => new { p.ChildId, p.ParentId }).ToListAsync(ct)).ToLookup(p => p.ChildId, p => p.ParentId);

    private static List<Guid> Way(Guid from, Guid to, ILookup<Guid, Guid> parents)
    {
        var cameFrom = new Dictionary<Guid, Guid> { [from] = from };
        var next = new Queue<Guid>([from]);
        while (next.TryDequeue(out var at) && at != to)
        {
            foreach (var parent in parents[at].Where(p => cameFrom.TryAdd(p, at))) next.Enqueue(parent);
        }

        if (!cameFrom.ContainsKey(to)) return [];
        var way = new List<Guid> { to };
        while (way[^1] != from) way.Add(cameFrom[way[^1]]);
        way.Reverse();
        return way;
    }
}
