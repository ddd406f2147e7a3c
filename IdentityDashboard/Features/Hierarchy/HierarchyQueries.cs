using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>Reads the tree of an environment a branch at a time, however large it is.</summary>
internal sealed class HierarchyQueries(IDbContextFactory<DashboardDbContext> dbs, HierarchyGate gate, AccessQueries access, TimeProvider clock)
{
    public const int PageSize = 200;
    private const int MostHits = 50;
    private const int MostAssigned = 20;

    public async Task<Result<TreeNode>> RootAsync(Actor actor, Guid environmentId, bool archived, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await gate.MayReadAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        var root = await Lines(db, Shown(db, actor, environmentId, archived).Where(n => n.ParentId == null), archived).FirstOrDefaultAsync(ct);
        return root is null ? HierarchyErrors.NotFound : root;
    }

    /// <summary>The children of a node by name, a page at a time.</summary>
    /// <param name="after">The last child of the page before; null for the first page.</param>
    public async Task<Result<TreePage>> ChildrenAsync(Actor actor, Guid environmentId, Guid parentId, TreeNode? after, bool archived, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await gate.MayReadAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        var all = Shown(db, actor, environmentId, archived).Where(n => n.ParentId == parentId);
        var slug = after?.Slug;
        var rest = slug is null ? all : all.Where(n => string.Compare(n.Slug, slug) > 0);
        var page = await Lines(db, rest.OrderBy(n => n.Slug).Take(PageSize), archived, ranked: false).ToListAsync(ct);
        var from = after?.Place ?? 0;
        return new TreePage([.. page.Select((n, i) => n with { Place = from + i + 1 })], await all.CountAsync(ct));
    }

    /// <summary>The way to a node: the root first, the node itself last. Empty when it isn't there, or archived and those aren't shown.</summary>
    public async Task<Result<IReadOnlyList<TreeNode>>> WayToAsync(Actor actor, Guid environmentId, Guid nodeId, bool archived, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await gate.MayReadAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        var above = await db.NodeLineage.Where(l => l.DescendantId == nodeId).ToDictionaryAsync(l => l.AncestorId, l => l.Distance, ct);
        var ids = above.Keys.ToList();
        var way = await Lines(db, Shown(db, actor, environmentId, archived).Where(n => ids.Contains(n.Id)), archived).ToListAsync(ct);
        return Result<IReadOnlyList<TreeNode>>.Of(way.Count == ids.Count ? [.. way.OrderByDescending(n => above[n.Id])] : []);
    }

    /// <summary>Nodes by a part of their name, at most 50.</summary>
    public async Task<Result<IReadOnlyList<NodeHit>>> SearchAsync(Actor actor, Guid environmentId, string text, bool archived, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await gate.MayReadAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        var found = await access.NodesNamed(db, actor.AccountId, environmentId, text).Where(n => archived || !n.IsArchived).OrderBy(n => n.Slug).ThenBy(n => n.Id).Take(MostHits)
            .Select(n => new { n.Id, n.Name, n.NodeType, n.IsArchived }).ToListAsync(ct);
        var paths = await AccessQueries.PathsAsync(db, found.ConvertAll(n => n.Id), ct);
        return Result<IReadOnlyList<NodeHit>>.Of([.. found.Select(n => new NodeHit(n.Id, n.Name, paths[n.Id], n.NodeType, n.IsArchived))]);
    }

    public async Task<Result<NodeDetail>> DetailAsync(Actor actor, Guid environmentId, Guid nodeId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await gate.MayReadAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        var node = await Shown(db, actor, environmentId, archived: true).AsNoTracking().FirstOrDefaultAsync(n => n.Id == nodeId, ct);
        if (node is null) return HierarchyErrors.NotFound;
        var path = (await AccessQueries.PathsAsync(db, [nodeId], ct))[nodeId];
        var below = await db.NodeLineage.CountAsync(l => l.AncestorId == nodeId && l.Distance > 0, ct);
        var restorable = node.ArchivedAt is not null && !await db.Nodes.AnyAsync(n => n.Id == node.ParentId && n.IsArchived, ct);
        var (assigned, count) = await AssignedAsync(db, nodeId, ct);
        return new NodeDetail(nodeId, node.ParentId, node.Name, node.NodeType, path, below, node.IsArchived, restorable, node.ArchivedAt, assigned, count);
    }

    private async Task<(IReadOnlyList<AssignedHere> First, int Count)> AssignedAsync(DashboardDbContext db, Guid nodeId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var open = db.Assignments.Where(a => a.NodeId == nodeId && (a.EffectiveTo == null || a.EffectiveTo > now)
            && (a.IdentityId == null || db.Identities.Any(i => i.Id == a.IdentityId && i.State != PrincipalState.Deleted)));
        // Groups first: they stand for many.
        var first = await (from a in open.OrderBy(a => a.IdentityId != null).ThenBy(a => a.CreatedAt).ThenBy(a => a.Id).Take(MostAssigned)
                           join role in db.Roles on a.RoleId equals role.Id
                           orderby a.IdentityId != null, a.CreatedAt, a.Id
                           select new
                           {
                               a.IdentityId, a.GroupId, Role = role.Name, a.EffectiveFrom, a.EffectiveTo,
                               Person = db.Identities.Where(i => i.Id == a.IdentityId).Select(i => i.FirstName == "" && i.LastName == "" ? i.Email : i.FirstName + " " + i.LastName).FirstOrDefault(),
                               Group = db.Groups.Where(g => g.Id == a.GroupId).Select(g => g.Name).FirstOrDefault(),
                           }).ToListAsync(ct);
        var named = first.ConvertAll(a => new AssignedHere(a.IdentityId ?? a.GroupId!.Value, a.GroupId is not null, (a.Group ?? a.Person ?? "").Trim(), a.Role, a.EffectiveFrom > now ? a.EffectiveFrom : null, a.EffectiveTo));
        return (named, named.Count < MostAssigned ? named.Count : await open.CountAsync(ct));
    }

    private static IQueryable<Node> Shown(DashboardDbContext db, Actor actor, Guid environmentId, bool archived) =>
        db.Nodes.Where(n => n.EnvironmentId == environmentId && n.AccountId == actor.AccountId && (archived || !n.IsArchived));

    /// <param name="ranked">Counts each node's place; otherwise the caller knows it.</param>
    private static IQueryable<TreeNode> Lines(DashboardDbContext db, IQueryable<Node> nodes, bool archived, bool ranked = true) => nodes.Select(n => new TreeNode(
        n.Id, n.ParentId, n.Name, n.NodeType, n.Slug, n.IsArchived,
        db.Nodes.Any(c => c.EnvironmentId == n.EnvironmentId && c.ParentId == n.Id && (archived || !c.IsArchived)),
        ranked ? 1 + db.Nodes.Count(s => s.EnvironmentId == n.EnvironmentId && s.ParentId == n.ParentId && (archived || !s.IsArchived) && string.Compare(s.Slug, n.Slug) < 0) : 0));
}
