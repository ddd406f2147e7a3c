using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <param name="Hours">From the decision on.</param>
public sealed record WantedAccess(Guid FlowId, Guid RoleId, Guid NodeId, int Hours, string? Reason);

/// <summary>What somebody does about their own access: asks for some, for more time, takes a request back.</summary>
internal sealed class RequestService(
    IDbContextFactory<DashboardDbContext> dbs, FlowRules rules, AccessQueries names, RequestGrant grant, RequestRecord record, RequestMail mail, ChangeFeed changes, TimeProvider clock)
{
    /// <returns>How it stands now: waiting, or granted at once.</returns>
    public async Task<Result<RequestState>> RequestAsync(Actor actor, WantedAccess wanted, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await AskAsync(db, transaction.CommitAsync, actor, wanted, extends: null, ct);
    }

    /// <summary>Asks for more time for what an earlier request gave, by the same flow.</summary>
    public async Task<Result<RequestState>> ExtendAsync(Actor actor, Guid assignmentId, int hours, string? reason, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var earlier = await db.AccessRequests.Where(r => r.AssignmentId == assignmentId && r.RequesterId == actor.Id && r.AccountId == actor.AccountId && r.State == RequestState.Approved)
            .OrderByDescending(r => r.CreatedAt).Select(r => new { r.FlowId, r.RoleId, r.NodeId }).FirstOrDefaultAsync(ct);
        if (earlier is null) return AccessRequestErrors.AssignmentGone;
        var end = await db.Assignments.Where(a => a.Id == assignmentId).Select(a => a.EffectiveTo).FirstOrDefaultAsync(ct);
        if (end is null || end <= now) return AccessRequestErrors.NothingToEnd;
        if (now.AddHours(Math.Clamp(hours, 0, Durations.Longest)) <= end) return AccessRequestErrors.NotLonger;
        return await AskAsync(db, transaction.CommitAsync, actor, new WantedAccess(earlier.FlowId, earlier.RoleId, earlier.NodeId, hours, reason), assignmentId, ct);
    }

    public async Task<Result> CancelAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await RowLocks.AccessRequestsAsync(db, [id], ct);
        var request = await db.AccessRequests.FirstOrDefaultAsync(r => r.Id == id && r.AccountId == actor.AccountId && r.RequesterId == actor.Id, ct);
        if (request is null) return AccessRequestErrors.RequestGone;
        if (request.State != RequestState.Pending) return AccessRequestErrors.Decided;
        request.Decide(actor, RequestState.Cancelled, note: null, clock.GetUtcNow());
        await mail.CallOffAsync(db, [id], ct);
        record.Add(db, actor, AuditActions.AccessCancelled, request, actor.Name, (await names.NameAsync(db, actor.AccountId, request.RoleId, request.NodeId, ct))!);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Requests);
        return Result.Ok;
    }

    private async Task<Result<RequestState>> AskAsync(
        DashboardDbContext db, Func<CancellationToken, Task> commit, Actor actor, WantedAccess wanted, Guid? extends, CancellationToken ct)
    {
        if (actor.Kind != ActorKind.Identity) return CommonErrors.Forbidden;
        if (await FlowRules.FindAsync(db, actor.AccountId, wanted.FlowId, ct) is not { } flow) return AccessRequestErrors.FlowGone;
        if (flow.ArchivedAt is not null) return AccessRequestErrors.Archived;
        if (!await rules.MayRequestAsync(db, actor.Id, flow, ct)) return AccessRequestErrors.NotForYou;
        var reason = string.IsNullOrWhiteSpace(wanted.Reason) ? null : wanted.Reason.Trim();
        if (Problem(flow, wanted.Hours, reason) is { } problem) return problem;
        if (await rules.RefusalAsync(db, flow, wanted.RoleId, wanted.NodeId, ct) is { } refusal) return refusal;
        var named = (await names.NameAsync(db, actor.AccountId, wanted.RoleId, wanted.NodeId, ct))!;

        await RowLocks.IdentitiesAsync(db, [actor.Id], ct);
        if (await HeldAsync(db, actor.Id, wanted, extends, ct) is (true, var until)) return AccessRequestErrors.AlreadyHeld("You have", named.RoleName, named.NodePath, until);
        var request = new AccessRequest
        {
            AccountId = actor.AccountId, EnvironmentId = flow.EnvironmentId, FlowId = flow.Id, RequesterId = actor.Id, RoleId = wanted.RoleId, NodeId = wanted.NodeId,
            Hours = wanted.Hours, Reason = reason, IsExtension = extends is not null, CreatedAt = clock.GetUtcNow(),
        };
        db.AccessRequests.Add(request);
        record.Add(db, actor, AuditActions.AccessRequested, request, actor.Name, named);
        if (await SendAsync(db, actor, flow, request, named, ct) is { } failure) return failure;
        await commit(ct);
        mail.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Requests);
        if (request.State == RequestState.Approved) changes.Publish(actor.AccountId, ChangeTopic.Access);
        return request.State;
    }

    /// <summary>Grants it at once or lets the approvers know; saves.</summary>
    private async Task<Error?> SendAsync(DashboardDbContext db, Actor actor, AccessFlow flow, AccessRequest request, RoleAtNode named, CancellationToken ct)
    {
        var system = Actor.System(actor.AccountId, flow.Name);
        if (!flow.IsAutomatic) await mail.ToApproversAsync(db, flow, request, actor.Name, named, ct);
        else if (await grant.GiveAsync(db, system, flow, request, actor.Name, named, request.Hours, note: null, ct) is { } refusal) return refusal;
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return AccessRequestErrors.AlreadyPending;
        }
    }

    private static Error? Problem(AccessFlow flow, int hours, string? reason)
    {
        var found = new FieldErrors();
        if (hours < Durations.Shortest || hours > flow.MaxHours) found.Add(AccessRequestErrors.TooLong(flow.MaxHours));
        if (flow.ReasonRequired && reason is null) found.Add(AccessRequestErrors.ReasonMissing);
        if (reason?.Length > AccessRequest.MaxReasonLength) found.Add(AccessRequestErrors.ReasonTooLong(reason.Length));
        return found.Any ? found.ToError() : null;
    }

    /// <summary>Whether the role reaches the node for them already, directly, through a group or from above; and until when.</summary>
    private async Task<(bool Held, DateTimeOffset? Until)> HeldAsync(DashboardDbContext db, Guid identityId, WantedAccess wanted, Guid? extends, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var reaching = HeldNow.Of(db, HeldNow.Reaching(db, HeldNow.Assignments(db, now), wanted.NodeId), identityId, now);
        var ends = await reaching.Where(a => a.RoleId == wanted.RoleId && a.Id != extends).Select(a => a.EffectiveTo).ToListAsync(ct);
        return ends.Count == 0 ? (false, null) : (true, ends.Contains(null) ? null : ends.Max());
    }
}
