using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>Who has which part in a flow, and what it may give. Asked when something is requested and again when it is decided.</summary>
internal sealed class FlowRules(AccessService access, GrantGuard grants, TimeProvider clock)
{
    public static Task<AccessFlow?> FindAsync(DashboardDbContext db, Guid accountId, Guid flowId, CancellationToken ct) =>
        db.AccessFlows.FirstOrDefaultAsync(f => f.Id == flowId && f.AccountId == accountId, ct);

    /// <summary>The flows in which somebody has a part by name, themselves or through a group.</summary>
    public static IQueryable<Guid> NamedIn(DashboardDbContext db, Guid identityId, FlowPart part, DateTimeOffset now)
    {
        var groups = Memberships.GroupsOf(db, identityId, now);
        return db.AccessFlowParties.Where(p => p.Part == part && (p.IdentityId == identityId || (p.GroupId != null && groups.Contains(p.GroupId.Value)))).Select(p => p.FlowId);
    }

    /// <summary>The environments in which somebody holds <c>access.request</c> anywhere. Only who is active does.</summary>
    public async Task<IReadOnlyList<Guid>> RequestableAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await HeldNow.Granting(db, HeldNow.Of(db, HeldNow.Assignments(db, now), identityId, now), Permissions.AccessRequest)
            .Select(a => a.EnvironmentId).Distinct().ToListAsync(ct);
    }

    public async Task<bool> MayRequestAsync(DashboardDbContext db, Guid identityId, AccessFlow flow, CancellationToken ct) =>
        (flow.IsForEverybody || await NamedIn(db, identityId, FlowPart.Requester, clock.GetUtcNow()).ContainsAsync(flow.Id, ct))
        && (await RequestableAsync(db, identityId, ct)).Contains(flow.EnvironmentId);

    /// <summary>Is the actor one of the flow's approvers, and may decide at this node?</summary>
    public async Task<bool> MayDecideAsync(DashboardDbContext db, Actor actor, Guid flowId, Guid nodeId, CancellationToken ct) =>
        actor.Kind == ActorKind.Identity && await NamedIn(db, actor.Id, FlowPart.Approver, clock.GetUtcNow()).ContainsAsync(flowId, ct)
        && await access.AllowsAsync(db, actor, Permissions.AccessApprove, nodeId, ct);

    /// <summary>Does the flow offer the role there, and may whoever saved it last still give it (A34)?</summary>
    public async Task<Error?> RefusalAsync(DashboardDbContext db, AccessFlow flow, Guid roleId, Guid nodeId, CancellationToken ct)
    {
        var offered = await db.AccessFlowGrants.AnyAsync(g => g.FlowId == flow.Id && g.RoleId == roleId
            && (g.NodeId == nodeId || (g.Below && db.NodeLineage.Any(l => l.DescendantId == nodeId && l.AncestorId == g.NodeId))), ct);
        if (!offered) return AccessRequestErrors.NotOffered;
        var author = new Actor(ActorKind.Identity, flow.AuthorId, flow.AuthorName, flow.AccountId);
        var refusal = await grants.CheckRoleAsync(db, author, flow.EnvironmentId, roleId, nodeId, ct);
        return refusal == AccessErrors.BeyondOwnRights ? AccessRequestErrors.AuthorLost : refusal;
    }
}
