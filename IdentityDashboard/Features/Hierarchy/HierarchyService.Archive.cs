using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>What stops counting when a node is archived, at the node and below it.</summary>
/// <param name="Nodes">How many are archived: the node and all below it that aren't yet.</param>
/// <param name="Assignments">Those that count now or will from some day on.</param>
/// <param name="Keys">API keys that can do nothing any more.</param>
public sealed record ArchivePreview(string Name, int Nodes, int Assignments, int People, int Groups, int Keys);

/// <summary>Taking a node out of use with everything below it, and back.</summary>
internal sealed partial class HierarchyService
{
    public async Task<Result<ArchivePreview>> PreviewArchiveAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var node = await gate.FindAsync(db, actor, id, ct);
        if (await ArchiveRefusalAsync(db, actor, node, ct) is { } refusal) return refusal;
        return await WhatStopsAsync(db, node!, ct);
    }

    /// <summary>What is assigned there is kept and doesn't count; <see cref="RestoreAsync"/> makes it count again.</summary>
    public async Task<Result> ArchiveAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var node = await gate.OpenAsync(db, actor, id, ct);
        if (await ArchiveRefusalAsync(db, actor, node, ct) is { } refusal) return refusal;

        var stops = await WhatStopsAsync(db, node!, ct);
        node!.ArchivedAt = clock.GetUtcNow();
        audit.Add(db, actor, AuditActions.NodeArchived, Target(node),
            new Changes().Set("nodes", null, Quantity.Text(stops.Nodes)).Set("assignments", Quantity.Text(stops.Assignments), "0"));
        await db.SaveChangesAsync(ct);
        await LineageRewrite.ArchiveAsync(db, id, ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    /// <summary>Takes the right to give every role that counts again through it (A35).</summary>
    public async Task<Result> RestoreAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var node = await gate.OpenAsync(db, actor, id, ct);
        if (node is null) return HierarchyErrors.NotFound;
        if (await gate.RefusalAsync(db, actor, ct, node.ParentId ?? id) is { } forbidden) return forbidden;
        if (node.ArchivedAt is null) return HierarchyErrors.NotArchived;
        if (await db.Nodes.AnyAsync(n => n.Id == node.ParentId && n.IsArchived, ct)) return HierarchyErrors.ParentArchived;
        if (!await grants.MayGrantAllAsync(db, actor, await RolesReturningAsync(db, id, ct), id, ct)) return HierarchyErrors.RestoreBeyondOwnRights;

        node.ArchivedAt = null;
        audit.Add(db, actor, AuditActions.NodeRestored, Target(node));
        await db.SaveChangesAsync(ct);
        await LineageRewrite.RestoreAsync(db, id, ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    /// <summary>The right is asked for above the node: at the node itself it would archive itself away.</summary>
    private async Task<Error?> ArchiveRefusalAsync(DashboardDbContext db, Actor actor, Node? node, CancellationToken ct)
    {
        if (node is null) return HierarchyErrors.NotFound;
        if (await gate.RefusalAsync(db, actor, ct, node.ParentId ?? node.Id) is { } forbidden) return forbidden;
        if (node.ParentId is null) return HierarchyErrors.RootStays;
        return node.IsArchived ? HierarchyErrors.Archived : null;
    }

    private async Task<ArchivePreview> WhatStopsAsync(DashboardDbContext db, Node node, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ids = db.NodeLineage.Where(l => l.AncestorId == node.Id).Select(l => l.DescendantId);
        var nodes = db.Nodes.Where(n => ids.Contains(n.Id) && !n.IsArchived);
        var stops = db.Assignments.Where(a => nodes.Any(n => n.Id == a.NodeId) && (a.EffectiveTo == null || a.EffectiveTo > now));
        return new ArchivePreview(
            node.Name, await nodes.CountAsync(ct), await stops.CountAsync(ct),
            await stops.Where(a => a.IdentityId != null).Select(a => a.IdentityId).Distinct().CountAsync(ct),
            await stops.Where(a => a.GroupId != null).Select(a => a.GroupId).Distinct().CountAsync(ct),
            await KeysNow.Working(db, now).CountAsync(k => nodes.Any(n => n.Id == k.NodeId), ct));
    }

    /// <summary>Roles at and below the node, also where something further down stays archived: asking for too much is safe.</summary>
    private async Task<IReadOnlyList<Guid>> RolesReturningAsync(DashboardDbContext db, Guid nodeId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ids = db.NodeLineage.Where(l => l.AncestorId == nodeId).Select(l => l.DescendantId);
        return await db.Assignments.Where(a => ids.Contains(a.NodeId) && (a.EffectiveTo == null || a.EffectiveTo > now)).Select(a => a.RoleId)
            .Union(KeysNow.Working(db, now).Where(k => ids.Contains(k.NodeId)).Select(k => k.RoleId)).ToListAsync(ct);
    }
}
