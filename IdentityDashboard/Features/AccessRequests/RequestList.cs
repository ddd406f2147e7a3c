using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>A request as other programs read it.</summary>
public sealed record RequestRow(AccessRequest Request, string Requester, string FlowName, RoleAtNode Grant);

/// <summary>
/// The requests of an environment, newest first, for who may approve at their nodes. Deciding stays with the people a flow
/// names: <see cref="RequestDecisions"/> takes nobody else.
/// </summary>
internal sealed class RequestList(IDbContextFactory<DashboardDbContext> dbs, SightService sights, AccessQueries names)
{
    /// <param name="cursor">Of the page before; null for the first.</param>
    public async Task<Result<Page<RequestRow>>> ListAsync(Actor actor, Guid environmentId, RequestState? state, string? cursor, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await SightAsync(db, actor, environmentId, ct) is not { Any: true } sight) return CommonErrors.Forbidden;
        var requests = Seen(db, actor, environmentId, sight).Where(r => state == null || r.State == state);
        if (Guid.TryParse(cursor, out var last)) requests = requests.Where(r => r.Id.CompareTo(last) < 0);
        var found = await ReadAsync(db, actor, requests.OrderByDescending(r => r.Id).Take(take + 1), ct);
        var more = found.Count > take;
        if (more) found.RemoveAt(take);
        return new Page<RequestRow>(found, more ? found[^1].Request.Id.ToString() : null, null);
    }

    public async Task<Result<RequestRow>> GetAsync(Actor actor, Guid environmentId, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await SightAsync(db, actor, environmentId, ct) is not { Any: true } sight) return CommonErrors.Forbidden;
        return await ReadAsync(db, actor, Seen(db, actor, environmentId, sight).Where(r => r.Id == id), ct) is [var row] ? row : AccessRequestErrors.RequestGone;
    }

    private Task<Sight> SightAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct) => sights.InAsync(db, actor, Permissions.AccessApprove, environmentId, ct);

    private static IQueryable<AccessRequest> Seen(DashboardDbContext db, Actor actor, Guid environmentId, Sight sight)
    {
        var requests = db.AccessRequests.AsNoTracking().Where(r => r.EnvironmentId == environmentId && r.AccountId == actor.AccountId);
        if (sight.Everywhere) return requests;
        var tops = sight.Nodes;
        return requests.Where(r => db.NodeLineage.Any(l => l.DescendantId == r.NodeId && tops.Contains(l.AncestorId)));
    }

    private async Task<List<RequestRow>> ReadAsync(DashboardDbContext db, Actor actor, IQueryable<AccessRequest> requests, CancellationToken ct)
    {
        var found = await requests.ToListAsync(ct);
        var (people, flows) = (found.Select(r => r.RequesterId).Distinct().ToList(), found.Select(r => r.FlowId).Distinct().ToList());
        var called = await db.Identities.Where(i => people.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => (i.FirstName + " " + i.LastName).Trim(), ct);
        var named = await db.AccessFlows.Where(f => flows.Contains(f.Id)).ToDictionaryAsync(f => f.Id, f => f.Name, ct);
        var grants = await names.NamesAsync(actor.AccountId, [.. found.Select(r => (r.RoleId, r.NodeId))], ct);
        return found.ConvertAll(r => new RequestRow(r, called.GetValueOrDefault(r.RequesterId, ""), named[r.FlowId], grants[(r.RoleId, r.NodeId)]));
    }
}
