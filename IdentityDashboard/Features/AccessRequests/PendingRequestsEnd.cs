using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>What somebody asked for and nobody has decided is called off when they are off-boarded: approved later, it would outlast their end.</summary>
internal sealed class PendingRequestsEnd(AccessQueries names, RequestMail mail, RequestRecord record, TimeProvider clock) : IEndsWithPerson
{
    public async Task EndAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct)
    {
        var ids = await Pending(db, actor, identityId).Select(r => r.Id).ToListAsync(ct);
        if (ids.Count == 0) return;
        await RowLocks.AccessRequestsAsync(db, ids, ct);
        var requester = await db.Identities.Where(i => i.Id == identityId).Select(i => i.FirstName + " " + i.LastName).SingleAsync(ct);
        foreach (var request in await Pending(db, actor, identityId).ToListAsync(ct))
        {
            request.Decide(actor, RequestState.Cancelled, note: null, clock.GetUtcNow());
            record.Add(db, actor, AuditActions.AccessCancelled, request, requester, (await names.NameAsync(db, actor.AccountId, request.RoleId, request.NodeId, ct))!);
        }

        await mail.CallOffAsync(db, ids, ct);
    }

    private static IQueryable<AccessRequest> Pending(DashboardDbContext db, Actor actor, Guid identityId) =>
        db.AccessRequests.Where(r => r.RequesterId == identityId && r.AccountId == actor.AccountId && r.State == RequestState.Pending);
}
