using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>Defines which types of nodes an environment has, where each may stand and how deep. Nodes that are there stay where they are.</summary>
internal sealed class NodeTypesService(IDbContextFactory<DashboardDbContext> dbs, AccessService access, HierarchyGate gate, AuditLog audit, ChangeFeed changes)
{
    public async Task<Result<HierarchyRules>> GetAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await gate.MayReadAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        return await HierarchyRules.ReadAsync(db, environmentId, ct);
    }

    /// <summary>The types in use and what they stand below now: where to begin while nothing is defined.</summary>
    public async Task<Result<IReadOnlyList<NodeTypeRule>>> InUseAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await gate.MayReadAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        var pairs = await (from node in db.Nodes
                           where node.EnvironmentId == environmentId && node.AccountId == actor.AccountId
                           join parent in db.Nodes on node.ParentId equals parent.Id
                           select new { node.NodeType, Below = parent.NodeType }).Distinct().ToListAsync(ct);
        return Result<IReadOnlyList<NodeTypeRule>>.Of([.. pairs.GroupBy(p => p.NodeType, p => p.Below, StringComparer.OrdinalIgnoreCase).OrderBy(g => g.Key, StringComparer.OrdinalIgnoreCase)
            .Take(NodeTypesDraft.Most).Select(g => new NodeTypeRule(g.Key, [.. g.Distinct(StringComparer.OrdinalIgnoreCase)]))]);
    }

    /// <summary>Nodes of a renamed type are renamed along; a type that nodes have stays (409).</summary>
    /// <param name="version">The <see cref="HierarchyRules.Version"/> the form was filled from.</param>
    public async Task<Result> SaveAsync(Actor actor, Guid environmentId, NodeTypesDraft typed, string version, CancellationToken ct)
    {
        var draft = typed.Clean();
        var errors = new FieldErrors();
        draft.Check(errors);
        if (errors.Any) return errors.ToError();

        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var rootId = await access.RootAsync(db, actor.AccountId, environmentId, ct);
        var root = rootId is null ? null : await gate.OpenAsync(db, actor, rootId.Value, ct);
        if (root is null) return CommonErrors.NotFound("environment");
        if (await gate.RefusalAsync(db, actor, ct, root.Id) is { } forbidden) return forbidden;
        var was = await HierarchyRules.ReadAsync(db, environmentId, ct);
        if (was.Version != version) return HierarchyErrors.TypesChanged;
        if (await GoneInUseAsync(db, environmentId, was, draft, ct) is { } used) return used;

        await FollowAsync(db, environmentId, draft, ct);
        var row = await db.HierarchySchemas.FirstOrDefaultAsync(s => s.EnvironmentId == environmentId, ct);
        if (row is null) db.HierarchySchemas.Add(row = new HierarchySchema { EnvironmentId = environmentId, AccountId = actor.AccountId, Version = "" });
        (row.Types, row.MaxDepth, row.Version) = (HierarchyRules.Write(draft.Types.Select(t => new NodeTypeRule(t.Name, t.Below))), draft.MaxDepth, Guid.NewGuid().ToString());
        audit.Add(db, actor, AuditActions.NodeTypesChanged, new AuditTarget(AuditTarget.Node, root.Id, root.Name), new Changes()
            .Set("types", Describe(was.Types), Describe(draft.Types.Select(t => new NodeTypeRule(t.Name, t.Below))))
            .Set("max_depth", was.MaxDepth?.ToString(CultureInfo.InvariantCulture), draft.MaxDepth?.ToString(CultureInfo.InvariantCulture)));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    /// <summary>Taking out the last type ends all rules, and so takes nothing from any node.</summary>
    private static async Task<Error?> GoneInUseAsync(DashboardDbContext db, Guid environmentId, HierarchyRules was, NodeTypesDraft draft, CancellationToken ct)
    {
        if (draft.Types.Count == 0) return null;
        var kept = draft.Types.SelectMany(t => new[] { t.Was, t.Name }).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var gone in was.Types.Where(t => !kept.Contains(t.Name)))
        {
            var nodes = await OfType(db, environmentId, gone.Name).CountAsync(ct);
            if (nodes > 0) return HierarchyErrors.TypeInUse(gone.Name, nodes);
        }

        return null;
    }

    /// <summary>By way of names that nobody has, so that two types can swap theirs.</summary>
    private static async Task FollowAsync(DashboardDbContext db, Guid environmentId, NodeTypesDraft draft, CancellationToken ct)
    {
        var renamed = draft.Types.Where(t => t.Was is not null && t.Was != t.Name).ToList();
        foreach (var type in renamed) await RenameAsync(type.Was!, Aside(type));
        foreach (var type in renamed) await RenameAsync(Aside(type), type.Name);

        // A name no type can have: they are cleaned of control characters.
        static string Aside(NodeTypeDraft type) => $"\u0001{type.Was![..Math.Min(type.Was!.Length, Node.MaxTypeLength - 1)]}";

        Task RenameAsync(string from, string to) => OfType(db, environmentId, from).ExecuteUpdateAsync(s => s.SetProperty(n => n.NodeType, to), ct);
    }

    /// <summary>Older nodes may spell their type in another case. SQLite's lower knows ASCII only, so the word as it is counts too.</summary>
    private static IQueryable<Node> OfType(DashboardDbContext db, Guid environmentId, string type)
    {
        var lower = type.ToLowerInvariant();
        return db.Nodes.Where(n => n.EnvironmentId == environmentId && (n.NodeType == type || n.NodeType.ToLower() == lower));
    }

    private static string? Describe(IEnumerable<NodeTypeRule> types)
    {
        var text = string.Join("; ", types.Select(t => $"{t.Name} below {string.Join(", ", t.Below)}"));
        return text.Length == 0 ? null : text;
    }
}
