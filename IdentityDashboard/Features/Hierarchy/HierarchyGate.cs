using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>What every change of a hierarchy begins with: nobody else changes it meanwhile, the node is there, the right too.</summary>
internal sealed class HierarchyGate(AccessService access, SightService sights)
{
    /// <summary>The node for a change within the caller's transaction; waits for whoever changes the same hierarchy.</summary>
    public async Task<Node?> OpenAsync(DashboardDbContext db, Actor actor, Guid nodeId, CancellationToken ct)
    {
        var environment = await db.Nodes.Where(n => n.Id == nodeId && n.AccountId == actor.AccountId).Select(n => (Guid?)n.EnvironmentId).FirstOrDefaultAsync(ct);
        if (environment is null || !await KeysNow.KnowsAsync(db, actor, environment.Value, ct)) return null;
        await RowLocks.HierarchyAsync(db, environment.Value, ct);
        return await FindAsync(db, actor, nodeId, ct);
    }

    public async Task<Node?> FindAsync(DashboardDbContext db, Actor actor, Guid nodeId, CancellationToken ct)
    {
        var node = await db.Nodes.FirstOrDefaultAsync(n => n.Id == nodeId && n.AccountId == actor.AccountId, ct);
        return node is not null && await KeysNow.KnowsAsync(db, actor, node.EnvironmentId, ct) ? node : null;
    }

    /// <summary>Refuses who may not change the hierarchy at one of these nodes.</summary>
    public async Task<Error?> RefusalAsync(DashboardDbContext db, Actor actor, CancellationToken ct, params IReadOnlyList<Guid> nodeIds)
    {
        foreach (var id in nodeIds)
        {
            if (!await access.AllowsAsync(db, actor, Permissions.HierarchyManage, id, ct)) return CommonErrors.Forbidden;
        }

        return null;
    }

    /// <summary>Reading takes <c>identity.read</c>: the hierarchy shows who has which role. Held at a node, it opens what lies there.</summary>
    public Task<Sight> SightAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct) => sights.InAsync(db, actor, environmentId, ct);

    /// <summary>The level of a node: 0 for the root.</summary>
    public static Task<int> LevelAsync(DashboardDbContext db, Guid nodeId, CancellationToken ct) =>
        db.NodeLineage.Where(l => l.DescendantId == nodeId).MaxAsync(l => l.Distance, ct);

    /// <summary>Somebody of that name among the children of a node, other than the node itself.</summary>
    public static async Task<Error?> NameTakenAsync(DashboardDbContext db, Node parent, string name, Guid? except, CancellationToken ct)
    {
        var slug = NodeName.Slug(name);
        var there = await db.Nodes.Where(n => n.EnvironmentId == parent.EnvironmentId && n.ParentId == parent.Id && n.Slug == slug && n.Id != except)
            .Select(n => new { n.Name, n.IsArchived }).FirstOrDefaultAsync(ct);
        return there is null ? null : HierarchyErrors.Taken(there.Name, there.IsArchived);
    }
}
