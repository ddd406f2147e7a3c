using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>A role somebody holds, and what they may do about it.</summary>
/// <param name="ByRequest">It came by a request, so it can be given back.</param>
/// <param name="ExtendHours">How much time can be asked for, from now; null when none can.</param>
/// <param name="ExtendNeedsReason">Whether its flow wants a reason.</param>
public sealed record MyRole(HeldRole Held, bool ByRequest, int? ExtendHours, bool ExtendNeedsReason);

/// <summary>A flow somebody may request by.</summary>
public sealed record MyFlow(Guid Id, string Name, string EnvironmentName, IReadOnlyList<FlowOffer> Offers, int MaxHours, bool ReasonRequired, bool IsAutomatic)
{
    /// <summary>The roles it offers.</summary>
    public IEnumerable<(Guid Id, string Name)> Roles => Offers.Select(o => (o.Grant.RoleId, o.Grant.RoleName)).Distinct().OrderBy(r => r.RoleName, StringComparer.OrdinalIgnoreCase);
}

/// <param name="Until">The end of what it gave.</param>
public sealed record MyRequest(
    Guid Id, RoleAtNode Grant, string FlowName, int Hours, int? GrantedHours, string? Reason, bool IsExtension, RequestState State, DateTimeOffset CreatedAt, string? DecidedBy, string? Note,
    DateTimeOffset? Until);

public sealed record MyAccess(IReadOnlyList<MyRole> Roles, IReadOnlyList<MyFlow> Flows, IReadOnlyList<MyRequest> Requests)
{
    /// <summary>When something of it ends by itself next.</summary>
    public DateTimeOffset? NextEnd => Roles.Min(r => r.Held.Until);
}

/// <summary>What people see of their own access. Always about the actor, so it takes no rights.</summary>
internal sealed class MyAccessQueries(IDbContextFactory<DashboardDbContext> dbs, FlowRules rules, AccessQueries access, TimeProvider clock)
{
    private const int MostRequests = 50;

    public async Task<MyAccess> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var held = await access.OwnAsync(actor, ct);
        var flows = await FlowsAsync(db, actor, ct);
        return new MyAccess(await RolesAsync(db, actor, held, flows, ct), flows, await RequestsAsync(db, actor, ct));
    }

    private async Task<IReadOnlyList<MyFlow>> FlowsAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        var environments = await rules.RequestableAsync(db, actor.Id, ct);
        if (environments.Count == 0) return [];
        var named = FlowRules.NamedIn(db, actor.Id, FlowPart.Requester, clock.GetUtcNow());
        var flows = await (from f in db.AccessFlows
                           where environments.Contains(f.EnvironmentId) && f.AccountId == actor.AccountId && f.ArchivedAt == null && (f.IsForEverybody || named.Contains(f.Id))
                           join e in db.Environments on f.EnvironmentId equals e.Id
                           orderby f.Name
                           select new { f.Id, f.Name, Environment = e.Name, f.MaxHours, f.ReasonRequired, f.IsAutomatic }).ToListAsync(ct);
        var ids = flows.ConvertAll(f => f.Id);
        var offers = await db.AccessFlowGrants.Where(g => ids.Contains(g.FlowId) && db.Nodes.Any(n => n.Id == g.NodeId && !n.IsArchived)).ToListAsync(ct);
        var places = await access.NamesAsync(actor.AccountId, [.. offers.Select(g => (g.RoleId, g.NodeId))], ct);
        return [.. flows.Select(f => new MyFlow(f.Id, f.Name, f.Environment, [.. offers.Where(g => g.FlowId == f.Id).Select(g => new FlowOffer(places[(g.RoleId, g.NodeId)], g.Below))], f.MaxHours, f.ReasonRequired, f.IsAutomatic))
            .Where(f => f.Offers.Count > 0)];
    }

    private async Task<IReadOnlyList<MyRole>> RolesAsync(DashboardDbContext db, Actor actor, IReadOnlyList<HeldRole> held, IReadOnlyList<MyFlow> flows, CancellationToken ct)
    {
        var ids = held.Where(h => h.ViaGroup is null && h.Until is not null).Select(h => h.AssignmentId).ToList();
        var made = ids.Count == 0 ? [] : await db.AccessRequests.Where(r => r.RequesterId == actor.Id && r.State == RequestState.Approved && r.AssignmentId != null && ids.Contains(r.AssignmentId.Value))
            .Select(r => new { Assignment = r.AssignmentId!.Value, r.FlowId, r.CreatedAt }).ToListAsync(ct);
        var byAssignment = made.GroupBy(m => m.Assignment).ToDictionary(g => g.Key, g => g.MaxBy(m => m.CreatedAt)!.FlowId);
        var now = clock.GetUtcNow();
        return [.. held.Select(h =>
        {
            if (!byAssignment.TryGetValue(h.AssignmentId, out var flowId)) return new MyRole(h, false, null, false);
            var flow = flows.FirstOrDefault(f => f.Id == flowId);
            var more = flow is not null && now.AddHours(flow.MaxHours) > h.Until + Durations.LeastMore;
            return new MyRole(h, true, more ? flow!.MaxHours : null, flow?.ReasonRequired ?? false);
        })];
    }

    private async Task<IReadOnlyList<MyRequest>> RequestsAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        var rows = await (from r in db.AccessRequests
                          where r.RequesterId == actor.Id && r.AccountId == actor.AccountId
                          join f in db.AccessFlows on r.FlowId equals f.Id
                          orderby r.CreatedAt descending, r.Id
                          select new { Request = r, f.Name, Until = db.Assignments.Where(a => a.Id == r.AssignmentId).Select(a => a.EffectiveTo).FirstOrDefault() })
            .AsNoTracking().Take(MostRequests).ToListAsync(ct);
        var places = await access.NamesAsync(actor.AccountId, [.. rows.Select(r => (r.Request.RoleId, r.Request.NodeId))], ct);
        return [.. rows.Select(x => new MyRequest(x.Request.Id, places[(x.Request.RoleId, x.Request.NodeId)], x.Name, x.Request.Hours, x.Request.GrantedHours, x.Request.Reason,
            x.Request.IsExtension, x.Request.State, x.Request.CreatedAt, x.Request.DecidedByName, x.Request.Note, x.Until))];
    }
}
