using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>
/// Makes the assignment a request was approved for, within the caller's transaction; or moves the end of the one that an
/// earlier request made. Time counts from the decision, for the first grant and for more of it alike.
/// </summary>
internal sealed class RequestGrant(FlowRules rules, AssignmentWriter writer, RequestRecord record, TimeProvider clock)
{
    private const int MaxReason = 400;

    /// <param name="decider">Who approves; the system for a flow that grants at once.</param>
    public async Task<Error?> GiveAsync(
        DashboardDbContext db, Actor decider, AccessFlow flow, AccessRequest request, string requester, RoleAtNode grant, int hours, string? note, CancellationToken ct)
    {
        if (await rules.RefusalAsync(db, flow, request.RoleId, request.NodeId, ct) is { } refusal) return refusal;
        await RowLocks.IdentitiesAsync(db, [request.RequesterId], ct);
        var now = clock.GetUtcNow();
        var until = now.AddHours(hours);
        var held = await db.Assignments.Where(a => a.IdentityId == request.RequesterId && a.RoleId == request.RoleId && a.NodeId == request.NodeId
            && (a.EffectiveFrom == null || a.EffectiveFrom <= now) && (a.EffectiveTo == null || a.EffectiveTo > now)).ToListAsync(ct);
        if (held.Count > 0)
        {
            if (await RefusalAsync(db, held, requester, grant, until, ct) is { } already) return already;
            writer.MoveEnd(db, decider, grant, new AuditTarget(AuditTarget.User, request.RequesterId, requester), held[0], until);
            request.AssignmentId = held[0].Id;
        }
        else
        {
            var reason = request.Reason is null ? $"Access request by {flow.Name}" : $"Access request by {flow.Name}: {request.Reason}";
            request.AssignmentId = writer.Add(db, decider, grant, request.RequesterId, requester, reason.Length <= MaxReason ? reason : reason[..MaxReason], until);
        }

        request.Decide(decider, RequestState.Approved, note, now);
        request.GrantedHours = hours;
        record.Add(db, decider, AuditActions.AccessApproved, request, requester, grant);
        return null;
    }

    private static async Task<Error?> RefusalAsync(DashboardDbContext db, List<Assignment> held, string requester, RoleAtNode grant, DateTimeOffset until, CancellationToken ct)
    {
        var id = held[0].Id;
        if (held.Count > 1 || held[0].EffectiveTo is null || !await db.AccessRequests.AnyAsync(r => r.AssignmentId == id && r.State == RequestState.Approved, ct))
        {
            return AccessRequestErrors.AlreadyHeld($"{requester} has", grant.RoleName, grant.NodePath, held.Exists(a => a.EffectiveTo is null) ? null : held.Max(a => a.EffectiveTo));
        }

        return until <= held[0].EffectiveTo ? AccessRequestErrors.NotLonger : null;
    }
}
