using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>Fills in assignments with everything there is to say about them: a fixed number of statements, however many.</summary>
internal sealed class AccessWays(AccessQueries names)
{
    private sealed record Row(
        Guid Id, Guid RoleId, Guid NodeId, Guid? GroupId, string? Group, string GrantedBy, DateTimeOffset CreatedAt, DateTimeOffset? From, DateTimeOffset? Until);

    /// <summary>What these people hold of the assignments, by person: one for each group they were put into that leads there.</summary>
    /// <param name="nodeId">The node asked about; null when none was.</param>
    public async Task<ILookup<Guid, AccessWay>> OfPeopleAsync(
        DashboardDbContext db, Guid accountId, IQueryable<Assignment> held, IReadOnlyCollection<Guid> people, Guid? nodeId, DateTimeOffset now, CancellationToken ct)
    {
        // From the people's own rows: at a root there may be a million assignments.
        var own = await held.Where(a => a.IdentityId != null && people.Contains(a.IdentityId.Value)).Select(a => new { Person = a.IdentityId!.Value, a.Id }).ToListAsync(ct);
        var members = await Memberships.Now(db, now).Where(m => people.Contains(m.IdentityId)).ToListAsync(ct);
        var groups = members.Select(m => m.GroupId).Distinct().ToList();
        var given = groups.Count == 0 ? [] : await held.Where(a => a.GroupId != null && groups.Contains(a.GroupId.Value)).Select(a => new { Group = a.GroupId!.Value, a.Id }).ToListAsync(ct);

        var joined = members.Join(given, m => m.GroupId, a => a.Group, (m, a) => (Member: m, a.Id)).ToList();
        var ids = own.Select(o => o.Id).Concat(joined.Select(j => j.Id)).Distinct().ToList();
        var read = await ReadAsync(db, accountId, db.Assignments.Where(a => ids.Contains(a.Id)), nodeId, ct);
        var chains = await GroupChains.ReadAsync(db, joined.Select(j => (j.Member.OwnGroupId, j.Member.GroupId)), ct);
        var owners = own.ToLookup(o => o.Id, o => o.Person);
        var reached = joined.ToLookup(j => j.Id, j => j.Member);
        return read.SelectMany(way => owners[way.AssignmentId].Select(person => (person, way))
                .Concat(reached[way.AssignmentId].OrderBy(m => m.Distance).Select(m => (person: m.IdentityId, way: way with { Chain = chains.GetValueOrDefault((m.OwnGroupId, m.GroupId), []), MemberUntil = m.Until }))))
            .ToLookup(p => p.person, p => p.way);
    }

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
