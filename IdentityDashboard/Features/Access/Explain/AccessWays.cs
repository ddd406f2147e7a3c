using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>Fills in assignments with everything there is to say about them: a fixed number of statements, however many.</summary>
internal sealed class AccessWays(AccessQueries names)
{
    private sealed record Row(
        Guid Id, Guid RoleId, Guid NodeId, Guid? GroupId, string? Group, string GrantedBy, DateTimeOffset CreatedAt, DateTimeOffset? From, DateTimeOffset? Until);

    /// <param name="nodeId">The node asked about; null when none was.</param>
    /// <returns>By assignment; their own before those of groups, then the oldest first.</returns>
    public async Task<IReadOnlyList<AccessWay>> ReadAsync(DashboardDbContext db, Guid accountId, IQueryable<Assignment> assignments, Guid? nodeId, CancellationToken ct)
    {
        var rows = await assignments.Where(a => a.AccountId == accountId).Select(a => new Row(
            a.Id, a.RoleId, a.NodeId, a.GroupId, db.Groups.Where(g => g.Id == a.GroupId).Select(g => g.Name).FirstOrDefault(),
            a.GrantedBy, a.CreatedAt, a.EffectiveFrom, a.EffectiveTo)).ToListAsync(ct);
        if (rows.Count == 0) return [];

        var named = await names.NamesAsync(accountId, [.. rows.Select(r => (r.RoleId, r.NodeId))], ct);
        var roles = rows.Select(r => r.RoleId).Distinct().ToList();
        var keys = (await (from granted in db.RolePermissions
                           where roles.Contains(granted.RoleId)
                           join permission in db.Permissions on granted.PermissionId equals permission.Id
                           orderby permission.Key
                           select new { granted.RoleId, permission.Key }).ToListAsync(ct)).ToLookup(k => k.RoleId, k => k.Key);
        return [.. rows.OrderBy(r => r.GroupId is not null).ThenBy(r => r.CreatedAt).ThenBy(r => r.Id).Select(r => new AccessWay(
            r.Id, named[(r.RoleId, r.NodeId)], r.GroupId, r.Group, nodeId is not null && nodeId != r.NodeId, [.. keys[r.RoleId]],
            r.GrantedBy, r.CreatedAt, r.From, r.Until))];
    }
}
