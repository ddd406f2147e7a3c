using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>What becomes of a flow's waiting requests when it is archived: all are refused, with the reason, in the caller's transaction.</summary>
internal sealed class FlowArchive(AccessQueries names, RequestRecord record, RequestMail mail, TimeProvider clock)
{
    private const string Why = "The access flow was archived.";

    public void Wake() => mail.Wake();

    public async Task RefuseWaitingAsync(DashboardDbContext db, Actor actor, AccessFlow flow, CancellationToken ct)
    {
        var waiting = db.AccessRequests.Where(r => r.FlowId == flow.Id && r.State == RequestState.Pending);
        await RowLocks.AccessRequestsAsync(db, await waiting.Select(r => r.Id).ToListAsync(ct), ct);
        var requests = await waiting.ToListAsync(ct);
        var places = await names.NamesAsync(flow.AccountId, [.. requests.Select(r => (r.RoleId, r.NodeId))], ct);
        var people = await FlowWords.NamesAsync(db, [.. requests.Select(r => Subject.Person(r.RequesterId))], ct);
        await mail.CallOffAsync(db, [.. requests.Select(r => r.Id)], ct);
        foreach (var request in requests)
        {
            request.Decide(actor, RequestState.Refused, Why, clock.GetUtcNow());
            record.Add(db, actor, AuditActions.AccessRefused, request, people[request.RequesterId], places[(request.RoleId, request.NodeId)]);
        }

        await mail.ToRequestersAsync(db, [.. requests.Select(r => (r, places[(r.RoleId, r.NodeId)]))], ct);
    }
}
