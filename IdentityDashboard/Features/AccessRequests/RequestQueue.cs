using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>A request as its approver sees it.</summary>
/// <param name="MostHours">What may be granted at most: as asked, or less if the flow allows less now.</param>
/// <param name="Has">What the requester holds now, everywhere.</param>
/// <param name="Until">The end of what it gave, or of what it is to lengthen.</param>
/// <param name="Holds">Whether what it gave still holds.</param>
public sealed record QueueRow(
    Guid Id, Guid RequesterId, string Requester, string Email, PrincipalState RequesterState, RoleAtNode Grant, string FlowName, int Hours, int MostHours, int? GrantedHours,
    string? Reason, bool IsExtension, RequestState State, DateTimeOffset CreatedAt, DateTimeOffset? DecidedAt, string? DecidedBy, string? Note,
    IReadOnlyList<HeldRole> Has, Guid? AssignmentId, DateTimeOffset? Until, bool Holds);

/// <summary>What waits for an approver, and what was decided, over all environments in which they may decide.</summary>
internal sealed class RequestQueue(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AccessQueries names, TimeProvider clock)
{
    public const int Most = 200;
    private const int MostDecided = 50;

    private sealed record Found(AccessRequest Request, string Flow, int MaxHours, string FirstName, string LastName, string? Email, PrincipalState State);

    /// <summary>The oldest first; never the approver's own.</summary>
    public async Task<IReadOnlyList<QueueRow>> WaitingAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await DecidableAsync(db, actor, Mine(db, actor).Where(r => r.State == RequestState.Pending).OrderBy(r => r.CreatedAt).ThenBy(r => r.Id).Take(Most), ct);
        return await RowsAsync(db, actor, [.. found.OrderBy(f => f.Request.CreatedAt)], withAccess: true, ct);
    }

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<QueueRow>> DecidedAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await DecidableAsync(db, actor, Mine(db, actor).Where(r => r.State != RequestState.Pending).OrderByDescending(r => r.CreatedAt).ThenBy(r => r.Id).Take(MostDecided), ct);
        return await RowsAsync(db, actor, [.. found.OrderByDescending(f => f.Request.DecidedAt)], withAccess: false, ct);
    }

    /// <summary>How many wait for the actor, counted up to <see cref="Most"/>.</summary>
    public async Task<int> CountAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var nodes = await Mine(db, actor).Where(r => r.State == RequestState.Pending).OrderBy(r => r.CreatedAt).Take(Most).Select(r => r.NodeId).ToListAsync(ct);
        if (nodes.Count == 0) return 0;
        var held = await access.HeldAtAsync(db, actor, nodes, ct);
        return nodes.Count(n => held[n].Contains(Permissions.AccessApprove));
    }

    private IQueryable<AccessRequest> Mine(DashboardDbContext db, Actor actor)
    {
        var flows = FlowRules.NamedIn(db, actor.Id, FlowPart.Approver, clock.GetUtcNow());
        return db.AccessRequests.Where(r => r.AccountId == actor.AccountId && r.RequesterId != actor.Id && flows.Contains(r.FlowId));
    }

    private async Task<IReadOnlyList<Found>> DecidableAsync(DashboardDbContext db, Actor actor, IQueryable<AccessRequest> requests, CancellationToken ct)
    {
        var found = await (from r in requests
                           join f in db.AccessFlows on r.FlowId equals f.Id
                           join i in db.Identities on r.RequesterId equals i.Id
                           select new Found(r, f.Name, f.MaxHours, i.FirstName, i.LastName, i.Email, i.State)).AsNoTracking().ToListAsync(ct);
        if (found.Count == 0) return [];
        var held = await access.HeldAtAsync(db, actor, [.. found.Select(f => f.Request.NodeId).Distinct()], ct);
        return [.. found.Where(f => held[f.Request.NodeId].Contains(Permissions.AccessApprove))];
    }

    private async Task<IReadOnlyList<QueueRow>> RowsAsync(DashboardDbContext db, Actor actor, IReadOnlyList<Found> found, bool withAccess, CancellationToken ct)
    {
        if (found.Count == 0) return [];
        var now = clock.GetUtcNow();
        var places = await names.NamesAsync(actor.AccountId, [.. found.Select(f => (f.Request.RoleId, f.Request.NodeId))], ct);
        var made = found.Where(f => f.Request.AssignmentId is not null).Select(f => f.Request.AssignmentId!.Value).Distinct().ToList();
        var ends = await db.Assignments.Where(a => made.Contains(a.Id)).Select(a => new { a.Id, a.EffectiveTo }).ToDictionaryAsync(a => a.Id, a => a.EffectiveTo, ct);
        var has = withAccess ? await names.HeldByAsync(actor.AccountId, [.. found.Select(f => f.Request.RequesterId).Distinct()], environmentId: null, ct) : null;
        return [.. found.Select(f =>
        {
            var r = f.Request;
            var until = r.AssignmentId is { } id ? ends.GetValueOrDefault(id) : null;
            return new QueueRow(r.Id, r.RequesterId, $"{f.FirstName} {f.LastName}".Trim(), f.Email ?? "", f.State, places[(r.RoleId, r.NodeId)], f.Flow, r.Hours, Math.Min(r.Hours, f.MaxHours), r.GrantedHours,
                r.Reason, r.IsExtension, r.State, r.CreatedAt, r.DecidedAt, r.DecidedByName, r.Note, has is null ? [] : [.. has[r.RequesterId]], r.AssignmentId, until,
                r.State == RequestState.Approved && until > now);
        })];
    }
}
