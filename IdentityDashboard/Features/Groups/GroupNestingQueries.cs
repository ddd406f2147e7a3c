using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Groups;

/// <param name="Members">Those put into it themselves.</param>
/// <param name="Inside">How many groups stand inside it.</param>
public sealed record InsideGroup(Guid Id, string Name, string Source, int Members, int Inside);

/// <summary>A role that a group has from one it stands in.</summary>
public sealed record InheritedRole(Guid AssignmentId, RoleAtNode Grant, GroupChoice From);

/// <param name="Inside">The groups directly inside, by name.</param>
/// <param name="StandsIn">The groups it stands in directly, by name.</param>
/// <param name="Inherited">The roles it has now from all groups it stands in.</param>
/// <param name="Everybody">Who is in it now, also by a group inside it; each counts once.</param>
public sealed record GroupNest(IReadOnlyList<InsideGroup> Inside, IReadOnlyList<GroupChoice> StandsIn, IReadOnlyList<InheritedRole> Inherited, CappedCount Everybody)
{
    public static readonly GroupNest None = new([], [], [], default);
}

/// <summary>Which groups stand in which, for a group's page.</summary>
internal sealed class GroupNestingQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AccessQueries names, GroupQueries groups, TimeProvider clock)
{
    public async Task<GroupNest> OfAsync(Actor actor, Guid groupId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.MayReadPeopleAsync(db, actor, ct) || !await db.Groups.AnyAsync(g => g.Id == groupId && g.AccountId == actor.AccountId, ct)) return GroupNest.None;
        var inside = await db.Groups.Where(g => db.GroupParents.Any(p => p.ParentId == groupId && p.ChildId == g.Id)).OrderBy(g => g.NormalizedName)
            .Select(g => new { g.Id, g.Name, g.Source, Inside = db.GroupParents.Count(p => p.ParentId == g.Id) }).ToListAsync(ct);
        var standsIn = await db.Groups.Where(g => db.GroupParents.Any(p => p.ChildId == groupId && p.ParentId == g.Id)).OrderBy(g => g.NormalizedName)
            .Select(g => new GroupChoice(g.Id, g.Name)).ToListAsync(ct);
        var members = await groups.MembersAsync(db, actor, [.. inside.Select(g => g.Id)], ct);
        var everybody = Memberships.PeopleOf(db, [groupId], clock.GetUtcNow()).Where(id => db.Identities.Any(i => i.Id == id && i.State != PrincipalState.Deleted));
        return new GroupNest(
            [.. inside.Select(g => new InsideGroup(g.Id, g.Name, g.Source, members[g.Id].Now, g.Inside))], standsIn,
            standsIn.Count == 0 ? [] : await InheritedAsync(db, actor, groupId, ct),
            inside.Count == 0 ? default : CappedCount.From(await everybody.Take(CappedCount.Limit + 1).CountAsync(ct)));
    }

    private async Task<IReadOnlyList<InheritedRole>> InheritedAsync(DashboardDbContext db, Actor actor, Guid groupId, CancellationToken ct)
    {
        var rows = await (from above in Memberships.Upwards(db, groupId)
                          where above != groupId
                          join assignment in HeldNow.Assignments(db, clock.GetUtcNow()) on above equals assignment.GroupId
                          join outer in db.Groups on above equals outer.Id
                          orderby outer.NormalizedName, assignment.CreatedAt
                          select new { assignment.Id, assignment.RoleId, assignment.NodeId, From = new GroupChoice(outer.Id, outer.Name) }).ToListAsync(ct);
        var named = await names.NamesAsync(actor.AccountId, [.. rows.Select(r => (r.RoleId, r.NodeId))], ct);
        return [.. rows.Select(r => new InheritedRole(r.Id, named[(r.RoleId, r.NodeId)], r.From))];
    }

    /// <summary>Groups that may be put into this one, by a part of the name: none that it stands in, or that stand inside it directly already.</summary>
    public async Task<IReadOnlyList<GroupChoice>> ChooseAsync(Actor actor, Guid groupId, string text, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.MayReadPeopleAsync(db, actor, ct)) return [];
        return await groups.Matching(db, actor, new GroupListQuery(text))
            .Where(g => !db.GroupLineage.Any(l => l.DescendantId == groupId && l.AncestorId == g.Id) && !db.GroupParents.Any(p => p.ParentId == groupId && p.ChildId == g.Id))
            .OrderBy(g => g.NormalizedName).Take(take).Select(g => new GroupChoice(g.Id, g.Name)).ToListAsync(ct);
    }
}
