using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>A person or group with a part in a flow, by name.</summary>
public sealed record FlowParty(Subject Subject, string Name);

/// <summary>A role at a node that a flow offers, by name.</summary>
public sealed record FlowOffer(RoleAtNode Grant, bool Below);

/// <param name="Waiting">Requests nobody has decided yet.</param>
/// <param name="Holding">Grants of it that last.</param>
public sealed record FlowRow(
    Guid Id, string Name, bool IsForEverybody, IReadOnlyList<FlowParty> Requesters, IReadOnlyList<FlowOffer> Offers, bool IsAutomatic, IReadOnlyList<FlowParty> Approvers,
    int MaxHours, bool ReasonRequired, bool IsArchived, string AuthorName, DateTimeOffset SavedAt, int Waiting, int Holding);

/// <summary>The flows of an environment, for those who may see who holds what there.</summary>
internal sealed class FlowQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AccessQueries names, TimeProvider clock)
{
    /// <summary>Those in use before the archived, by name; a fixed number of statements, however many.</summary>
    public async Task<Result<IReadOnlyList<FlowRow>>> ListAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.MayReadEnvironmentAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        var flows = await db.AccessFlows.AsNoTracking().Where(f => f.EnvironmentId == environmentId && f.AccountId == actor.AccountId).ToListAsync(ct);
        var ids = flows.ConvertAll(f => f.Id);
        var parties = await db.AccessFlowParties.AsNoTracking()
            .Where(p => ids.Contains(p.FlowId) && (p.IdentityId == null || db.Identities.Any(i => i.Id == p.IdentityId && i.State != PrincipalState.Deleted))).ToListAsync(ct);
        var offers = await db.AccessFlowGrants.AsNoTracking().Where(g => ids.Contains(g.FlowId)).ToListAsync(ct);
        var places = await names.NamesAsync(actor.AccountId, [.. offers.Select(g => (g.RoleId, g.NodeId))], ct);
        var named = await FlowWords.NamesAsync(db, [.. parties.Select(SubjectOf)], ct);
        var waiting = await CountAsync(db.AccessRequests.Where(r => ids.Contains(r.FlowId) && r.State == RequestState.Pending), ct);
        var holding = await HoldingAsync(db, ids, ct);
        return Result<IReadOnlyList<FlowRow>>.Of([.. flows.OrderBy(f => f.ArchivedAt is not null).ThenBy(f => f.Name, StringComparer.OrdinalIgnoreCase).Select(f => new FlowRow(
            f.Id, f.Name, f.IsForEverybody, [.. Named(f.Id, FlowPart.Requester)], [.. OffersOf(f.Id)], f.IsAutomatic, [.. Named(f.Id, FlowPart.Approver)],
            f.MaxHours, f.ReasonRequired, f.ArchivedAt is not null, f.AuthorName, f.UpdatedAt, waiting.GetValueOrDefault(f.Id), holding.GetValueOrDefault(f.Id)))]);

        IEnumerable<FlowParty> Named(Guid flow, FlowPart part) => parties.Where(p => p.FlowId == flow && p.Part == part).Select(SubjectOf)
            .Select(s => new FlowParty(s, named[s.Id])).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase);

        IEnumerable<FlowOffer> OffersOf(Guid flow) => offers.Where(g => g.FlowId == flow && places.ContainsKey((g.RoleId, g.NodeId)))
            .Select(g => new FlowOffer(places[(g.RoleId, g.NodeId)], g.Below)).OrderBy(o => FlowWords.Place(o.Grant), StringComparer.OrdinalIgnoreCase);
    }

    private async Task<Dictionary<Guid, int>> HoldingAsync(DashboardDbContext db, List<Guid> flowIds, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var lasting = await db.AccessRequests
            .Where(r => flowIds.Contains(r.FlowId) && r.State == RequestState.Approved && db.Assignments.Any(a => a.Id == r.AssignmentId && a.EffectiveTo > now))
            .Select(r => new { r.FlowId, r.AssignmentId }).Distinct().ToListAsync(ct);
        return lasting.CountBy(l => l.FlowId).ToDictionary(l => l.Key, l => l.Value);
    }

    private static Task<Dictionary<Guid, int>> CountAsync(IQueryable<AccessRequest> requests, CancellationToken ct) =>
        requests.GroupBy(r => r.FlowId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    private static Subject SubjectOf(AccessFlowParty party) => party.GroupId is { } group ? Subject.Group(group) : Subject.Person(party.IdentityId!.Value);
}
