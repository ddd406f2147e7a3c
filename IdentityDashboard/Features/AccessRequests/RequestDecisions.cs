using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>What approvers do: approve, refuse, end early. Who is named in the flow and may approve at the node decides, never on their own request.</summary>
internal sealed class RequestDecisions(
    IDbContextFactory<DashboardDbContext> dbs, FlowRules rules, AccessQueries names, RequestGrant grant, AssignmentWriter writer, RequestRecord record, RequestMail mail,
    ChangeFeed changes, TimeProvider clock)
{
    private sealed record Case(AccessRequest Request, AccessFlow Flow, string Requester, PrincipalState State, RoleAtNode Grant);

    /// <param name="hours">As asked or shorter.</param>
    public async Task<Result> ApproveAsync(Actor actor, Guid id, int hours, string? note, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (found, refusal) = await WaitingAsync(db, actor, id, note, ct);
        if (refusal is not null) return refusal;
        var (request, flow, requester, state, named) = found!;
        if (flow.ArchivedAt is not null) return AccessRequestErrors.Archived;
        var most = Math.Min(request.Hours, flow.MaxHours);
        if (hours < Durations.Shortest || hours > most) return AccessRequestErrors.TooLong(most);
        if (state != PrincipalState.Active) return AccessRequestErrors.NotActive(requester);
        if (!await rules.MayRequestAsync(db, request.RequesterId, flow, ct)) return AccessRequestErrors.NotRequester(requester);
        if (await grant.GiveAsync(db, actor, flow, request, requester, named, hours, Clean(note), ct) is { } failure) return failure;
        await mail.CallOffAsync(db, [id], ct);
        await mail.ToRequesterAsync(db, request, named, clock.GetUtcNow().AddHours(hours), ct);
        return await SaveAsync(db, transaction.CommitAsync, actor, ct);
    }

    public async Task<Result> RefuseAsync(Actor actor, Guid id, string? note, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (found, refusal) = await WaitingAsync(db, actor, id, note, ct);
        if (refusal is not null) return refusal;
        var (request, _, requester, _, named) = found!;
        request.Decide(actor, RequestState.Refused, Clean(note), clock.GetUtcNow());
        record.Add(db, actor, AuditActions.AccessRefused, request, requester, named);
        await mail.CallOffAsync(db, [id], ct);
        await mail.ToRequesterAsync(db, request, named, until: null, ct);
        return await SaveAsync(db, transaction.CommitAsync, actor, ct);
    }

    /// <summary>Ends what a request gave, at once: who has it gives it back, or an approver of its flow takes it.</summary>
    public async Task<Result> EndAsync(Actor actor, Guid assignmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var requests = await db.AccessRequests.Where(r => r.AssignmentId == assignmentId && r.AccountId == actor.AccountId && r.State == RequestState.Approved).ToListAsync(ct);
        if (requests.Count == 0) return AccessRequestErrors.AssignmentGone;
        var newest = requests.MaxBy(r => r.CreatedAt)!;
        await RowLocks.IdentitiesAsync(db, [newest.RequesterId], ct);
        var own = actor.Kind == ActorKind.Identity && actor.Id == newest.RequesterId;
        if (!own && !await rules.MayDecideAsync(db, actor, newest.FlowId, newest.NodeId, ct)) return AccessRequestErrors.NotApprover;
        var assignment = await db.Assignments.FirstOrDefaultAsync(a => a.Id == assignmentId, ct);
        if (assignment is null || assignment.EffectiveTo <= now) return AccessRequestErrors.NothingToEnd;
        if ((await LastAdminRule.MustStayAsync(db, [assignmentId], now, ct)).Count > 0) return AccessErrors.LastAdmin;

        var named = (await names.NameAsync(db, actor.AccountId, newest.RoleId, newest.NodeId, ct))!;
        var requester = (await FlowWords.NamesAsync(db, [Subject.Person(newest.RequesterId)], ct))[newest.RequesterId];
        writer.End(db, actor, named, new AuditTarget(AuditTarget.User, newest.RequesterId, requester), assignment);
        foreach (var request in requests) request.State = RequestState.Ended;
        record.Add(db, actor, AuditActions.AccessEnded, newest, requester, named);
        return await SaveAsync(db, transaction.CommitAsync, actor, ct);
    }

    /// <summary>A request that waits, held until the transaction ends; or why the actor can't decide it.</summary>
    private async Task<(Case? Found, Error? Refusal)> WaitingAsync(DashboardDbContext db, Actor actor, Guid id, string? note, CancellationToken ct)
    {
        await RowLocks.AccessRequestsAsync(db, [id], ct);
        var found = await (from r in db.AccessRequests
                           where r.Id == id && r.AccountId == actor.AccountId
                           join f in db.AccessFlows on r.FlowId equals f.Id
                           join i in db.Identities on r.RequesterId equals i.Id
                           select new { Request = r, Flow = f, Requester = (i.FirstName + " " + i.LastName).Trim(), i.State }).FirstOrDefaultAsync(ct);
        if (found is null) return (null, AccessRequestErrors.RequestGone);
        if (actor.Id == found.Request.RequesterId) return (null, AccessRequestErrors.OwnRequest);
        if (!await rules.MayDecideAsync(db, actor, found.Flow.Id, found.Request.NodeId, ct)) return (null, AccessRequestErrors.NotApprover);
        if (found.Request.State != RequestState.Pending) return (null, AccessRequestErrors.Decided);
        if (Clean(note)?.Length > AccessRequest.MaxNoteLength) return (null, AccessRequestErrors.NoteTooLong(Clean(note)!.Length));
        var named = (await names.NameAsync(db, actor.AccountId, found.Request.RoleId, found.Request.NodeId, ct))!;
        return (new Case(found.Request, found.Flow, found.Requester, found.State, named), null);
    }

    private async Task<Result> SaveAsync(DashboardDbContext db, Func<CancellationToken, Task> commit, Actor actor, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        await commit(ct);
        mail.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Requests);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    private static string? Clean(string? note) => string.IsNullOrWhiteSpace(note) ? null : note.Trim();
}
