using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Groups;

/// <summary>Groups inside groups: who is in the inner one has all that the outer one gives.</summary>
internal sealed partial class GroupService
{
    /// <summary>
    /// Puts groups into a group; those inside already stay. Takes the rights the outer group gives (A35), and no group comes
    /// to stand in itself: acts of this kind wait for each other within an account.
    /// </summary>
    public async Task<Result> NestAsync(Actor actor, Guid id, IReadOnlyCollection<Guid> insideIds, CancellationToken ct)
    {
        if (insideIds.Count == 0) return GroupErrors.InsideMissing;
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await RowLocks.NestingAsync(db, actor.AccountId, ct);
        var (group, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (!await grants.MayJoinGroupAsync(db, actor, id, ct)) return GroupErrors.BeyondOwnRightsToNest;
        var inside = await db.Groups.Where(g => g.AccountId == actor.AccountId && insideIds.Contains(g.Id)).Select(g => new GroupChoice(g.Id, g.Name)).ToListAsync(ct);
        if (inside.Count != insideIds.Distinct().Count()) return GroupErrors.InsideGone;
        var above = await Memberships.Upwards(db, id).ToListAsync(ct);
        if (inside.Find(g => above.Contains(g.Id)) is { } circle) return GroupErrors.Circle(circle.Name, group!.Name, circle.Id == id);

        var now = clock.GetUtcNow();
        var present = await db.GroupParents.Where(p => p.ParentId == id && insideIds.Contains(p.ChildId)).Select(p => p.ChildId).ToListAsync(ct);
        var added = inside.FindAll(g => !present.Contains(g.Id));
        db.GroupParents.AddRange(added.Select(g => new GroupParent { ParentId = id, ChildId = g.Id, AddedAt = now }));
        foreach (var inner in added) audit.Add(db, actor, AuditActions.GroupNested, new AuditTarget(AuditTarget.Group, id, group!.Name), new Changes().Set("inside", null, inner.Name).Set("inside_id", null, inner.Id.ToString()));
        group!.UpdatedAt = now;
        await db.SaveChangesAsync(ct);
        foreach (var inner in added) await GroupLineageRewrite.JoinAsync(db, id, inner.Id, ct);
        await transaction.CommitAsync(ct);
        PublishAccess(actor);
        return Result.Ok;
    }

    /// <summary>Takes a group out of another; the last Admin at a root stays one.</summary>
    public async Task<Result> UnnestAsync(Actor actor, Guid id, Guid insideId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await RowLocks.NestingAsync(db, actor.AccountId, ct);
        var (group, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (!await grants.MayJoinGroupAsync(db, actor, id, ct)) return GroupErrors.BeyondOwnRightsToNest;
        var admins = await LastAdminRule.OfGroupAsync(db, id, now, ct);
        var name = await db.Groups.Where(g => g.Id == insideId).Select(g => g.Name).FirstOrDefaultAsync(ct);
        if (name is null || await db.GroupParents.Where(p => p.ParentId == id && p.ChildId == insideId).ExecuteDeleteAsync(ct) == 0) return GroupErrors.InsideGone;

        audit.Add(db, actor, AuditActions.GroupUnnested, new AuditTarget(AuditTarget.Group, id, group!.Name), new Changes().Set("inside", name, null).Set("inside_id", insideId.ToString(), null));
        group.UpdatedAt = now;
        await db.SaveChangesAsync(ct);
        await GroupLineageRewrite.PartAsync(db, id, insideId, ct);
        if (!await LastAdminRule.StaysAsync(db, admins, now, ct)) return AccessErrors.LastAdmin;
        await transaction.CommitAsync(ct);
        PublishAccess(actor);
        return Result.Ok;
    }
}
