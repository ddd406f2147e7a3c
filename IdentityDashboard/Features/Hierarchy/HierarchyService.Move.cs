using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>What a move comes to. People and groups that keep their role, because they hold it elsewhere too, aren't in it.</summary>
/// <param name="From">The path of the parent left behind.</param>
/// <param name="Nodes">How many move: the node and all below it.</param>
public sealed record MovePreview(string Name, string From, string To, int Nodes, IReadOnlyList<RoleShift> Gains, IReadOnlyList<RoleShift> Loses);

/// <summary>Moving a node with everything below it.</summary>
internal sealed partial class HierarchyService
{
    /// <param name="Lost">The nodes above the old place that aren't above the new one.</param>
    /// <param name="Gained">The nodes above the new place that weren't above the old one.</param>
    /// <param name="Kept">The nodes above both, and the node itself.</param>
    private sealed record MovePlan(Node Node, Node To, int Nodes, string From, string Path, IReadOnlyList<Guid> Lost, IReadOnlyList<Guid> Gained, IReadOnlyList<Guid> Kept);

    /// <summary>Who would gain and lose which role on the node; or why it can't be moved there.</summary>
    public async Task<Result<MovePreview>> PreviewMoveAsync(Actor actor, Guid id, Guid newParentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var planned = await PlanMoveAsync(db, actor, await gate.FindAsync(db, actor, id, ct), newParentId, ct);
        if (planned.Error is { } refusal) return refusal;
        var plan = planned.Value;
        var gains = await shifts.OfAsync(db, plan.Gained, [.. plan.Kept, .. plan.Lost], ct);
        var loses = await shifts.OfAsync(db, plan.Lost, [.. plan.Kept, .. plan.Gained], ct);
        return new MovePreview(plan.Node.Name, plan.From, plan.Path, plan.Nodes, gains, loses);
    }

    /// <summary>
    /// The lineage of all that moves is rewritten in two statements, however much it is. Takes the right to change the
    /// hierarchy at both places, and that to give every role the node comes under (A35).
    /// </summary>
    public async Task<Result> MoveAsync(Actor actor, Guid id, Guid newParentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var planned = await PlanMoveAsync(db, actor, await gate.OpenAsync(db, actor, id, ct), newParentId, ct);
        if (planned.Error is { } refusal) return refusal;
        var plan = planned.Value;

        plan.Node.ParentId = newParentId;
        audit.Add(db, actor, AuditActions.NodeMoved, Target(plan.Node),
            new Changes().Set("path", plan.From, plan.Path).Set("nodes", null, Quantity.Text(plan.Nodes)));
        await db.SaveChangesAsync(ct);
        await LineageRewrite.MoveAsync(db, id, plan.Nodes, newParentId, ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    private async Task<Result<MovePlan>> PlanMoveAsync(DashboardDbContext db, Actor actor, Node? node, Guid newParentId, CancellationToken ct)
    {
        if (node is null) return HierarchyErrors.NotFound;
        var to = await gate.FindAsync(db, actor, newParentId, ct);
        if (to is null || to.EnvironmentId != node.EnvironmentId) return HierarchyErrors.ParentGone;
        if (await gate.RefusalAsync(db, actor, ct, node.ParentId ?? node.Id, to.Id) is { } forbidden) return forbidden;
        if (await CheckMoveAsync(db, node, to, ct) is { } refusal) return refusal;

        var before = await AncestorsAsync(db, node.ParentId!.Value, ct);
        var after = await AncestorsAsync(db, to.Id, ct);
        var gained = after.Except(before).ToList();
        if (!await grants.MayGrantAllAsync(db, actor, await RolesAtAsync(db, gained, ct), node.Id, ct)) return HierarchyErrors.MoveBeyondOwnRights;
        var nodes = await db.NodeLineage.CountAsync(l => l.AncestorId == node.Id, ct);
        var paths = await AccessQueries.PathsAsync(db, [node.ParentId.Value, to.Id], ct);
        return new MovePlan(node, to, nodes, paths[node.ParentId.Value], paths[to.Id], [.. before.Except(after)], gained, [.. before.Intersect(after), node.Id]);
    }

    private static async Task<Error?> CheckMoveAsync(DashboardDbContext db, Node node, Node to, CancellationToken ct)
    {
        if (node.ParentId is null) return HierarchyErrors.RootStays;
        if (node.IsArchived) return HierarchyErrors.Archived;
        if (await db.NodeLineage.AnyAsync(l => l.DescendantId == to.Id && l.AncestorId == node.Id, ct)) return HierarchyErrors.BelowItself;
        if (node.ParentId == to.Id) return HierarchyErrors.SamePlace;
        if (to.IsArchived) return HierarchyErrors.ParentArchived;

        var rules = await HierarchyRules.ReadAsync(db, node.EnvironmentId, ct);
        if (rules.BelowType(to.NodeType) is { } allowed && !allowed.Contains(node.NodeType, StringComparer.OrdinalIgnoreCase))
        {
            return HierarchyErrors.TypeNotAllowed(node.NodeType, to.NodeType, allowed, HierarchyErrors.ParentField);
        }

        var height = await db.NodeLineage.Where(l => l.AncestorId == node.Id).MaxAsync(l => l.Distance, ct);
        if (await HierarchyGate.LevelAsync(db, to.Id, ct) + 1 + height > rules.Deepest) return HierarchyErrors.TooDeep(rules.Deepest);
        return await HierarchyGate.NameTakenAsync(db, to, node.Name, node.Id, ct) is { } taken ? Error.Field(taken.Code, taken.Status, HierarchyErrors.ParentField, taken.Message) : null;
    }

    private static Task<List<Guid>> AncestorsAsync(DashboardDbContext db, Guid nodeId, CancellationToken ct) =>
        db.NodeLineage.Where(l => l.DescendantId == nodeId).Select(l => l.AncestorId).ToListAsync(ct);

    /// <summary>Every role that somebody has at one of these nodes, will have, or was promised: people, groups, API keys, invitations.</summary>
    private async Task<IReadOnlyList<Guid>> RolesAtAsync(DashboardDbContext db, List<Guid> nodeIds, CancellationToken ct)
    {
        if (nodeIds.Count == 0) return [];
        var now = clock.GetUtcNow();
        return await db.Assignments.Where(a => nodeIds.Contains(a.NodeId) && (a.EffectiveTo == null || a.EffectiveTo > now)).Select(a => a.RoleId)
            .Union(KeysNow.Working(db, now).Where(k => nodeIds.Contains(k.NodeId)).Select(k => k.RoleId))
            .Union(db.Invitations.Where(i => i.NodeId != null && i.RoleId != null && nodeIds.Contains(i.NodeId.Value) && i.AcceptedAt == null && i.RevokedAt == null).Select(i => i.RoleId!.Value))
            .ToListAsync(ct);
    }
}
