using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>
/// Defines access flows. It takes the rights to define roles and to give them at the root, and besides those to give
/// each role the flow offers: a flow hands out its author's rights, never more (A34).
/// </summary>
internal sealed class FlowService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, GrantGuardBatch grants, FlowWords words, FlowArchive archive, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <returns>The flow's id.</returns>
    public async Task<Result<Guid>> CreateAsync(Actor actor, Guid environmentId, FlowDraft draft, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await RefusalAsync(db, actor, environmentId, draft, ct) is { } refusal) return refusal;
        var now = clock.GetUtcNow();
        var flow = new AccessFlow { AccountId = actor.AccountId, EnvironmentId = environmentId, Name = draft.CleanName, AuthorName = actor.Name, CreatedAt = now };
        Apply(flow, actor, draft, now);
        db.AccessFlows.Add(flow);
        db.AccessFlowParties.AddRange(draft.PartiesOf(flow.Id));
        db.AccessFlowGrants.AddRange(draft.GrantsOf(flow.Id));
        var after = await words.OfAsync(db, actor.AccountId, draft, ct);
        audit.Add(db, actor, AuditActions.AccessFlowCreated, Target(flow), FlowWords.ChangesOf(null, after));
        return await SaveAsync(db, actor, ct) is { } failure ? failure : flow.Id;
    }

    /// <summary>Who saves is the author from then on. A flow that is archived stays so.</summary>
    public async Task<Result> EditAsync(Actor actor, Guid id, FlowDraft draft, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await FlowRules.FindAsync(db, actor.AccountId, id, ct) is not { } flow) return AccessRequestErrors.FlowGone;
        if (await RefusalAsync(db, actor, flow.EnvironmentId, draft, ct) is { } refusal) return refusal;
        if (draft.SeenAt is { } seen && seen != flow.UpdatedAt) return AccessRequestErrors.Changed;
        var parties = await db.AccessFlowParties.AsNoTracking().Where(p => p.FlowId == id).ToListAsync(ct);
        var offered = await db.AccessFlowGrants.AsNoTracking().Where(g => g.FlowId == id).ToListAsync(ct);
        var before = await words.OfAsync(db, actor.AccountId, FlowWords.Draft(flow, parties, offered), ct);

        Apply(flow, actor, draft, clock.GetUtcNow());
        await db.AccessFlowParties.Where(p => p.FlowId == id).ExecuteDeleteAsync(ct);
        await db.AccessFlowGrants.Where(g => g.FlowId == id).ExecuteDeleteAsync(ct);
        db.AccessFlowParties.AddRange(draft.PartiesOf(id));
        db.AccessFlowGrants.AddRange(draft.GrantsOf(id));
        audit.Add(db, actor, AuditActions.AccessFlowUpdated, Target(flow), FlowWords.ChangesOf(before, await words.OfAsync(db, actor.AccountId, draft, ct)));
        if (await SaveAsync(db, actor, ct) is { } failure) return failure;
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Requests);
        return Result.Ok;
    }

    /// <summary>Nothing can be requested any more; what waits is refused, what was granted stays until its end.</summary>
    public async Task<Result> ArchiveAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await FlowRules.FindAsync(db, actor.AccountId, id, ct) is not { } flow) return AccessRequestErrors.FlowGone;
        if (!await MayDefineAsync(db, actor, flow.EnvironmentId, ct) && !await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        if (flow.ArchivedAt is not null) return Result.Ok;
        flow.ArchivedAt = flow.UpdatedAt = clock.GetUtcNow();
        audit.Add(db, actor, AuditActions.AccessFlowArchived, Target(flow));
        await archive.RefuseWaitingAsync(db, actor, flow, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        archive.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Requests);
        return Result.Ok;
    }

    /// <summary>Opens an archived flow again, in the name of whoever does it: it takes what saving takes.</summary>
    public async Task<Result> RestoreAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await FlowRules.FindAsync(db, actor.AccountId, id, ct) is not { } flow) return AccessRequestErrors.FlowGone;
        var offered = await db.AccessFlowGrants.AsNoTracking().Where(g => g.FlowId == id).ToListAsync(ct);
        if (offered.Count == 0) return Error.Field("validation_failed", 422, AccessRequestErrors.GrantsField, "Every role this flow offered is gone. Edit it and add one first.");
        if (await GuardAsync(db, actor, flow.EnvironmentId, [.. offered.Select(g => new FlowGrant(g.RoleId, g.NodeId, g.Below))], ct) is { } refusal) return refusal;
        (flow.ArchivedAt, flow.UpdatedAt, flow.AuthorId, flow.AuthorName) = (null, clock.GetUtcNow(), actor.Id, actor.Name);
        audit.Add(db, actor, AuditActions.AccessFlowRestored, Target(flow));
        return await SaveAsync(db, actor, ct) is { } failure ? failure : Result.Ok;
    }

    private async Task<Error?> RefusalAsync(DashboardDbContext db, Actor actor, Guid environmentId, FlowDraft draft, CancellationToken ct)
    {
        if (!await MayDefineAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        if (draft.Problem() is { } problem) return problem;
        if (!await draft.AreAllHereAsync(db, actor.AccountId, ct)) return AccessErrors.SubjectGone;
        return await GuardAsync(db, actor, environmentId, draft.Grants, ct);
    }

    private async Task<Error?> GuardAsync(DashboardDbContext db, Actor actor, Guid environmentId, IReadOnlyList<FlowGrant> offered, CancellationToken ct)
    {
        if (!await MayDefineAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        var refusal = await grants.CheckRolesAsync(db, actor, environmentId, [.. offered.Select(g => (g.RoleId, g.NodeId))], ct);
        return refusal is null ? null : Error.Field(refusal.Code, refusal.Status, AccessRequestErrors.GrantsField, refusal.Message);
    }

    private async Task<bool> MayDefineAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct) =>
        actor.Kind == ActorKind.Identity
        && await access.AllowsInEnvironmentAsync(db, actor, Permissions.RoleManage, environmentId, ct)
        && await access.AllowsInEnvironmentAsync(db, actor, Permissions.AssignmentManage, environmentId, ct);

    private static void Apply(AccessFlow flow, Actor actor, FlowDraft draft, DateTimeOffset now)
    {
        (flow.Name, flow.IsForEverybody, flow.IsAutomatic) = (draft.CleanName, draft.IsForEverybody, draft.IsAutomatic);
        (flow.MaxHours, flow.ReasonRequired) = (draft.MaxHours, draft.ReasonRequired);
        (flow.AuthorId, flow.AuthorName, flow.UpdatedAt) = (actor.Id, actor.Name, now);
    }

    private static AuditTarget Target(AccessFlow flow) => new(AuditTarget.AccessFlow, flow.Id, flow.Name);

    private async Task<Error?> SaveAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return AccessRequestErrors.FlowExists;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Requests);
        return null;
    }
}
