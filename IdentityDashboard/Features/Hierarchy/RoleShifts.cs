using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>A role that people and groups gain or lose.</summary>
/// <param name="Names">The first of them, groups before people.</param>
public sealed record RoleShift(Guid RoleId, string Role, int People, int Groups, IReadOnlyList<string> Names);

/// <summary>Who holds a role at some nodes and not at others, now.</summary>
internal sealed class RoleShifts(TimeProvider clock)
{
    private const int Named = 5;

    private sealed record Holder
    {
        public Guid RoleId { get; init; }

        public Guid Id { get; init; }

        public required string Name { get; init; }

        public required string Order { get; init; }
    }

    /// <param name="at">Where they hold the role.</param>
    /// <param name="elsewhere">Who holds the same role here too keeps it, and isn't counted.</param>
    public async Task<IReadOnlyList<RoleShift>> OfAsync(DashboardDbContext db, IReadOnlyList<Guid> at, IReadOnlyList<Guid> elsewhere, CancellationToken ct)
    {
        if (at.Count == 0) return [];
        var live = HeldNow.Assignments(db, clock.GetUtcNow());
        var people = from a in live
                     where a.IdentityId != null && at.Contains(a.NodeId)
                         && !live.Any(b => b.IdentityId == a.IdentityId && b.RoleId == a.RoleId && elsewhere.Contains(b.NodeId))
                     join i in db.Identities on a.IdentityId equals i.Id
                     where i.State != PrincipalState.Deleted
                     select new Holder { RoleId = a.RoleId, Id = i.Id, Name = i.FirstName == "" && i.LastName == "" ? i.Email! : i.FirstName + " " + i.LastName, Order = i.SortName };
        var groups = from a in live
                     where a.GroupId != null && at.Contains(a.NodeId)
                         && !live.Any(b => b.GroupId == a.GroupId && b.RoleId == a.RoleId && elsewhere.Contains(b.NodeId))
                     join g in db.Groups on a.GroupId equals g.Id
                     select new Holder { RoleId = a.RoleId, Id = g.Id, Name = g.Name, Order = g.NormalizedName };
        var peopleCounts = await CountsAsync(people, ct);
        var groupCounts = await CountsAsync(groups, ct);

        var ids = peopleCounts.Keys.Union(groupCounts.Keys).ToList();
        var roles = await db.Roles.Where(r => ids.Contains(r.Id)).OrderBy(r => r.Name).Select(r => new { r.Id, r.Name }).ToListAsync(ct);
        var found = new List<RoleShift>(roles.Count);
        foreach (var role in roles)
        {
            IReadOnlyList<string> names = [.. await NamesAsync(groups, role.Id, Named, ct)];
            if (names.Count < Named) names = [.. names, .. await NamesAsync(people, role.Id, Named - names.Count, ct)];
            found.Add(new RoleShift(role.Id, role.Name, peopleCounts.GetValueOrDefault(role.Id), groupCounts.GetValueOrDefault(role.Id), names));
        }

        return found;
    }

    private static Task<Dictionary<Guid, int>> CountsAsync(IQueryable<Holder> holders, CancellationToken ct) =>
        holders.Select(h => new { h.RoleId, h.Id }).Distinct().GroupBy(h => h.RoleId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);

    private static async Task<IEnumerable<string>> NamesAsync(IQueryable<Holder> holders, Guid roleId, int take, CancellationToken ct) =>
        (await holders.Where(h => h.RoleId == roleId).Select(h => new { h.Order, h.Name, h.Id }).Distinct().OrderBy(h => h.Order).ThenBy(h => h.Id).Take(take).ToListAsync(ct)).Select(h => h.Name.Trim());
}
