using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>A node and as much of what lies below it as was asked for.</summary>
/// <param name="HasChildren">Also when they weren't read with it.</param>
public sealed record NodeBranch(Guid Id, Guid? ParentId, string Name, string Slug, string Type, bool HasChildren, DateTimeOffset? ArchivedAt, IReadOnlyList<NodeBranch> Children);

/// <summary>Reads parts of an environment's tree as other programs do: a level in each statement, and never more than so many nodes.</summary>
internal sealed class NodeBranches(IDbContextFactory<DashboardDbContext> dbs, HierarchyGate gate)
{
    public const int Deepest = 5;

    /// <summary>As many nodes as one answer holds. Levels below the first come whole or not at all.</summary>
    public const int Most = 1_000;

    private sealed record Line(Guid Id, Guid? ParentId, string Name, string Slug, string Type, bool HasChildren, DateTimeOffset? ArchivedAt);

    /// <summary>
    /// The children of a node, or where the tree begins for who asks, with so many levels below them. Archived nodes aren't in it.
    /// </summary>
    /// <param name="cursor">The slug of the last child of the page before; null for the first.</param>
    /// <param name="levels">Below the first.</param>
    public async Task<Result<Page<NodeBranch>>> TreeAsync(Actor actor, Guid environmentId, Guid? parentId, string? cursor, int levels, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await gate.SightAsync(db, actor, environmentId, ct) is not { Any: true } sight) return CommonErrors.Forbidden;
        var nodes = In(db, actor, environmentId).Where(n => !n.IsArchived);
        if (parentId is { } parent && !(await In(db, actor, environmentId).AnyAsync(n => n.Id == parent, ct) && await SightService.SeesNodeAsync(db, sight, parent, ct))) return HierarchyErrors.NotFound;
        var tops = parentId is not null ? nodes.Where(n => n.ParentId == parentId) : sight.Everywhere ? nodes.Where(n => n.ParentId == null) : nodes.Where(n => sight.Nodes.Contains(n.Id));
        if (cursor is not null) tops = tops.Where(n => string.Compare(n.Slug, cursor) > 0);
        var first = await Lines(db, tops.OrderBy(n => n.Slug).ThenBy(n => n.Id).Take(Most + 1)).ToListAsync(ct);
        var more = parentId is not null && first.Count > Most;
        if (first.Count > Most) first.RemoveAt(Most);
        return new Page<NodeBranch>(Built(await BelowAsync(db, nodes, first, levels, ct)), more ? first[^1].Slug : null, null);
    }

    /// <summary>One node, also an archived one, without what lies below it.</summary>
    public async Task<Result<NodeBranch>> GetAsync(Actor actor, Guid environmentId, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await gate.SightAsync(db, actor, environmentId, ct) is not { Any: true } sight) return CommonErrors.Forbidden;
        if (!await SightService.SeesNodeAsync(db, sight, id, ct)) return HierarchyErrors.NotFound;
        return await FindAsync(db, actor, environmentId, id, ct) is { } node ? node : HierarchyErrors.NotFound;
    }

    /// <summary>Null when it isn't there. Whoever asks has been let change it.</summary>
    public async Task<NodeBranch?> FindAsync(Actor actor, Guid environmentId, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await FindAsync(db, actor, environmentId, id, ct);
    }

    private static async Task<NodeBranch?> FindAsync(DashboardDbContext db, Actor actor, Guid environmentId, Guid id, CancellationToken ct) =>
        await Lines(db, In(db, actor, environmentId).Where(n => n.Id == id)).FirstOrDefaultAsync(ct) is { } line ? Branch(line, []) : null;

    private static IQueryable<Node> In(DashboardDbContext db, Actor actor, Guid environmentId) => db.Nodes.Where(n => n.EnvironmentId == environmentId && n.AccountId == actor.AccountId);

    private static IQueryable<Line> Lines(DashboardDbContext db, IQueryable<Node> nodes) => nodes.Select(n => new Line(
        n.Id, n.ParentId, n.Name, n.Slug, n.NodeType, db.Nodes.Any(c => c.EnvironmentId == n.EnvironmentId && c.ParentId == n.Id && !c.IsArchived), n.ArchivedAt));

    /// <summary>The levels, the first on top, as long as they fit.</summary>
    private static async Task<List<List<Line>>> BelowAsync(DashboardDbContext db, IQueryable<Node> nodes, List<Line> first, int levels, CancellationToken ct)
    {
        List<List<Line>> read = [first];
        for (var (level, room) = (0, Most - first.Count); level < levels && room > 0; level++)
        {
            var parents = read[^1].Where(n => n.HasChildren).Select(n => n.Id).ToList();
            if (parents.Count == 0) break;
            var below = await Lines(db, nodes.Where(n => n.ParentId != null && parents.Contains(n.ParentId.Value)).OrderBy(n => n.Slug).ThenBy(n => n.Id).Take(room + 1)).ToListAsync(ct);
            if (below.Count > room) break;
            room -= below.Count;
            read.Add(below);
        }

        return read;
    }

    private static IReadOnlyList<NodeBranch> Built(List<List<Line>> levels)
    {
        var below = Enumerable.Empty<NodeBranch>().ToLookup(b => b.ParentId);
        for (var level = levels.Count - 1; level > 0; level--) below = levels[level].Select(n => Branch(n, [.. below[n.Id]])).ToLookup(b => b.ParentId);
        return [.. levels[0].Select(n => Branch(n, [.. below[n.Id]]))];
    }

    private static NodeBranch Branch(Line n, IReadOnlyList<NodeBranch> children) => new(n.Id, n.ParentId, n.Name, n.Slug, n.Type, n.HasChildren, n.ArchivedAt, children);
}
