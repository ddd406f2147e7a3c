using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Assignments;

/// <summary>What was given to a person or group itself and hasn't ended.</summary>
/// <param name="From">When it began or will begin; null when it was given without one.</param>
public sealed record GivenRole(Guid Id, RoleAtNode Grant, string GrantedBy, DateTimeOffset CreatedAt, DateTimeOffset? From, DateTimeOffset? Until, bool HoldsNow);

/// <summary>Reads what somebody was given, now and for later, for their page.</summary>
internal sealed class AssignmentQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AccessQueries names, TimeProvider clock)
{
    /// <summary>The oldest first; none for those who may not see people.</summary>
    public async Task<IReadOnlyList<GivenRole>> GivenToAsync(Actor actor, Subject subject, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.MayReadPeopleAsync(db, actor, ct)) return [];
        var now = clock.GetUtcNow();
        var rows = await Subjects.Own(db, subject).Where(a => a.AccountId == actor.AccountId && (a.EffectiveTo == null || a.EffectiveTo > now))
            .OrderBy(a => a.CreatedAt).ThenBy(a => a.Id)
            .Select(a => new { a.Id, a.RoleId, a.NodeId, a.GrantedBy, a.CreatedAt, a.EffectiveFrom, a.EffectiveTo }).ToListAsync(ct);
        var named = await names.NamesAsync(actor.AccountId, [.. rows.Select(r => (r.RoleId, r.NodeId))], ct);
        return [.. rows.Select(r => new GivenRole(
            r.Id, named[(r.RoleId, r.NodeId)], r.GrantedBy, r.CreatedAt, r.EffectiveFrom, r.EffectiveTo, r.EffectiveFrom is null || r.EffectiveFrom <= now))];
    }
}
