using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Groups;

public enum GroupSort
{
    Name,
    Updated,
}

/// <param name="Source">Only groups of this source.</param>
/// <param name="HasRole">Only groups that give a role, or that give none.</param>
/// <param name="IsEmpty">Only groups without members, or with some.</param>
/// <param name="Ids">Only these groups.</param>
/// <param name="Cursor"><see cref="Page{T}.Next"/> or <see cref="Page{T}.Previous"/>; null for the first page; <see cref="LastPage"/>.</param>
public sealed record GroupListQuery(
    string? Search = null, GroupSort Sort = GroupSort.Name, bool Descending = false, string? Cursor = null, int Take = 50,
    string? Source = null, bool? HasRole = null, bool? IsEmpty = null, IReadOnlyCollection<Guid>? Ids = null)
{
    /// <summary>As a cursor: the page that ends with the last row.</summary>
    public const string LastPage = "last";
}

public sealed record GroupRow(Guid Id, string Name, string Source, int Members, DateTimeOffset UpdatedAt, IReadOnlyList<RoleAtNode> Roles);

/// <summary>Somebody who was put into a group.</summary>
public sealed record MemberRow(PersonChoice Person, MembershipWindow Window)
{
    public Guid Id => Person.Id;

    public string Name => Person.Name;

    public string Email => Person.Email;
}

/// <param name="Members">Who was put into it and is in it now; <paramref name="Listed"/> counts those of later and of before too.</param>
public sealed record GroupDetail(Guid Id, string Name, string Source, int Members, int Listed, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<RoleAtNode> Roles, bool MayManage);

/// <summary>Reads groups for lists, pickers and pages.</summary>
internal sealed class GroupQueries(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, AccessQueries roles, IPeopleDirectory people, ISearchIndex search, TimeProvider clock)
{
    public async Task<Result<Page<GroupRow>>> ListAsync(Actor actor, GroupListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.OfAsync(db, actor, ct) is not { Any: true } sight) return CommonErrors.Forbidden;
        var cursor = query.Cursor == GroupListQuery.LastPage ? null : KeyCursor.Decode(query.Cursor);
        var reversed = query.Cursor == GroupListQuery.LastPage || cursor?.Backwards == true;
        var found = await GroupOrder.Apply(Matching(db, actor, query, sight), query, cursor, reversed).Take(query.Take + 1).AsNoTracking().ToListAsync(ct);
        var more = found.Count > query.Take;
        if (more) found.RemoveAt(found.Count - 1);
        if (reversed) found.Reverse();
        if (found.Count == 0) return Page<GroupRow>.Empty;
        var (hasNext, hasPrevious) = reversed ? (cursor is not null, more) : (more, cursor is not null);
        return new Page<GroupRow>(await RowsAsync(db, actor, found, sight, ct), hasNext ? At(found[^1], backwards: false) : null, hasPrevious ? At(found[0], backwards: true) : null);

        string At(DirectoryGroup row, bool backwards) => GroupOrder.CursorAt(row, query.Sort, backwards).Encode();
    }

    public Task<int> CountAsync(Actor actor, string? text, CancellationToken ct) => CountAsync(actor, new GroupListQuery(text), ct);

    /// <summary>How many match, counted up to a limit.</summary>
    public async Task<int> CountAsync(Actor actor, GroupListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await sights.OfAsync(db, actor, ct) is { Any: true } sight ? await Matching(db, actor, query, sight).Take(CappedCount.Limit + 1).CountAsync(ct) : 0;
    }

    /// <summary>Local groups to choose from, by a part of the name.</summary>
    public async Task<IReadOnlyList<GroupChoice>> ChooseAsync(Actor actor, string text, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.OfAsync(db, actor, ct) is not { Any: true } sight) return [];
        return await Matching(db, actor, new GroupListQuery(text), sight).Where(g => g.Source == "Local").OrderBy(g => g.NormalizedName).Take(take)
            .Select(g => new GroupChoice(g.Id, g.Name)).ToListAsync(ct);
    }

    /// <summary>What these groups are called, for programs, which choose by id alone; who isn't there is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(Guid accountId, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return new Dictionary<Guid, string>();
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Groups.Where(g => g.AccountId == accountId && ids.Contains(g.Id)).ToDictionaryAsync(g => g.Id, g => g.Name, ct);
    }

    public async Task<Result<GroupDetail>> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.OfAsync(db, actor, ct) is not { Any: true } sight || !await sights.SeesGroupAsync(db, sight, id, ct)) return GroupErrors.NotFound;
        var group = await db.Groups.AsNoTracking().FirstOrDefaultAsync(g => g.Id == id && g.AccountId == actor.AccountId, ct);
        if (group is null) return GroupErrors.NotFound;
        var held = await RolesOfAsync(db, actor, [id], sight, ct);
        var members = (await MembersAsync(db, actor, [id], ct))[id];
        var manage = group.Source == "Local" && (await access.AllowsAnywhereAsync(db, actor, Permissions.GroupManage, ct) || await sights.ManagesGroupAsync(db, actor, id, ct));
        return new GroupDetail(id, group.Name, group.Source, members.Now, members.Ever, group.CreatedAt, group.UpdatedAt, [.. held[id]], manage);
    }

    /// <summary>Who was put into the group, by name, a page at a time, those of later and of before too; <paramref name="text"/> narrows them.</summary>
    /// <param name="cursor">Of the page before; null for the first.</param>
    public async Task<Page<MemberRow>> MembersAsync(Actor actor, Guid groupId, string? text, string? cursor, int take, CancellationToken ct)
    {
        var page = await people.MembersAsync(actor, groupId, text, cursor, take, ct);
        var ids = page.Items.Select(p => p.Id).ToList();
        await using var db = await dbs.CreateDbContextAsync(ct);
        var windows = await db.GroupMembers.Where(m => m.GroupId == groupId && ids.Contains(m.IdentityId))
            .ToDictionaryAsync(m => m.IdentityId, m => new MembershipWindow(m.EffectiveFrom, m.EffectiveTo), ct);
        return new Page<MemberRow>([.. page.Items.Select(p => new MemberRow(p, windows.GetValueOrDefault(p.Id, MembershipWindow.Always)))], page.Next, page.Previous);
    }

    /// <summary>The groups a person was put into, then those these stand in, for their page; memberships of later and of before too.</summary>
    public async Task<IReadOnlyList<PersonGroup>> OfPersonAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.OfAsync(db, actor, ct) is not { Any: true } sight) return [];
        var windows = await db.GroupMembers.Where(m => m.IdentityId == identityId).ToDictionaryAsync(m => m.GroupId, m => new MembershipWindow(m.EffectiveFrom, m.EffectiveTo), ct);
        var reached = await Memberships.Now(db, clock.GetUtcNow()).Where(m => m.IdentityId == identityId && m.Distance > 0).ToListAsync(ct);
        var shortest = reached.Where(m => !windows.ContainsKey(m.GroupId)).GroupBy(m => m.GroupId).Select(g => g.MinBy(m => m.Distance)!).ToDictionary(m => m.GroupId);
        var chains = await GroupChains.ReadAsync(db, shortest.Values.Select(m => (m.OwnGroupId, m.GroupId)), ct);

        List<Guid> ids = [.. windows.Keys, .. shortest.Keys];
        var found = await Matching(db, actor, new GroupListQuery(Ids: ids), sight).OrderBy(g => g.NormalizedName).AsNoTracking().ToListAsync(ct);
        var rows = await RowsAsync(db, actor, found, sight, ct);
        return [.. rows.Select(r => new PersonGroup(r, windows.GetValueOrDefault(r.Id), windows.ContainsKey(r.Id) ? null : Through(r.Id))).OrderBy(g => !g.IsDirect)];

        string? Through(Guid id) => chains.TryGetValue((shortest[id].OwnGroupId, id), out var chain) ? GroupStep.Line([.. chain.SkipLast(1)]) : null;
    }

    /// <summary>The groups the actor is in now, by name. Always about the actor, so it takes no rights.</summary>
    public async Task<IReadOnlyList<OwnGroup>> OwnAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var reached = await Memberships.Now(db, clock.GetUtcNow()).Where(m => m.IdentityId == actor.Id).ToListAsync(ct);
        var nearest = reached.GroupBy(m => m.GroupId).Select(g => g.MinBy(m => m.Distance)!).ToList();
        var ids = nearest.SelectMany(m => new[] { m.GroupId, m.OwnGroupId }).ToHashSet();
        var names = await db.Groups.Where(g => g.AccountId == actor.AccountId && ids.Contains(g.Id)).ToDictionaryAsync(g => g.Id, g => g.Name, ct);
        var ends = await db.GroupMembers.Where(m => m.IdentityId == actor.Id && m.EffectiveTo != null).ToDictionaryAsync(m => m.GroupId, m => m.EffectiveTo, ct);
        return [.. nearest.Where(m => names.ContainsKey(m.GroupId))
            .Select(m => new OwnGroup(names[m.GroupId], m.Distance == 0 ? null : names.GetValueOrDefault(m.OwnGroupId), ends.GetValueOrDefault(m.OwnGroupId)))
            .OrderBy(g => g.Name, StringComparer.CurrentCultureIgnoreCase)];
    }

    /// <summary>The names of the groups that many people were put into, for lists; those that are seen.</summary>
    public async Task<ILookup<Guid, string>> NamesOfAsync(Guid accountId, IReadOnlyCollection<Guid> identityIds, Sight sight, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var rows = await (from m in Memberships.Now(db, clock.GetUtcNow())
                          where identityIds.Contains(m.IdentityId) && m.Distance == 0
                          join g in db.Groups on m.GroupId equals g.Id
                          where g.AccountId == accountId
                          orderby g.NormalizedName
                          select new { m.IdentityId, g.Id, g.Name }).ToListAsync(ct);
        var ids = rows.Select(r => r.Id).Distinct().ToList();
        var seen = sight.Everywhere || ids.Count == 0 ? ids : await sights.GroupsSeen(db, sight).Where(id => ids.Contains(id)).Distinct().ToListAsync(ct);
        return rows.Where(r => seen.Contains(r.Id)).ToLookup(r => r.IdentityId, r => r.Name);
    }

    /// <summary>Whether the name is free, for the check while a form is filled in.</summary>
    public async Task<bool> NameTakenAsync(Actor actor, string name, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var normalized = DirectoryGroup.Normalize(name.Trim());
        return await db.Groups.AnyAsync(g => g.AccountId == actor.AccountId && g.NormalizedName == normalized, ct);
    }

    private async Task<ILookup<Guid, RoleAtNode>> RolesOfAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<Guid> groupIds, Sight sight, CancellationToken ct)
    {
        var rows = await SightService.Under(db, db.Assignments, sight).Where(a => a.GroupId != null && groupIds.Contains(a.GroupId.Value)).Select(a => new { Group = a.GroupId!.Value, a.RoleId, a.NodeId }).ToListAsync(ct);
        var known = await roles.NamesAsync(actor.AccountId, [.. rows.Select(r => (r.RoleId, r.NodeId))], ct);
        return rows.Where(r => known.ContainsKey((r.RoleId, r.NodeId))).ToLookup(r => r.Group, r => known[(r.RoleId, r.NodeId)]);
    }

    private async Task<List<GroupRow>> RowsAsync(DashboardDbContext db, Actor actor, List<DirectoryGroup> found, Sight sight, CancellationToken ct)
    {
        var ids = found.ConvertAll(g => g.Id);
        var held = await RolesOfAsync(db, actor, ids, sight, ct);
        var members = await MembersAsync(db, actor, ids, ct);
        return found.ConvertAll(g => new GroupRow(g.Id, g.Name, g.Source, members[g.Id].Now, g.UpdatedAt, [.. held[g.Id]]));
    }

    /// <summary>
    /// All who were put in, from the index, less the few deleted, who stay in so that restoring finds them there; and those
    /// of them who are in now, less the few whose time has passed or is yet to come.
    /// </summary>
    internal async Task<Dictionary<Guid, (int Now, int Ever)>> MembersAsync(DashboardDbContext db, Actor actor, List<Guid> ids, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var all = await db.GroupMembers.Where(m => ids.Contains(m.GroupId)).GroupBy(m => m.GroupId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var deleted = await (from person in db.Identities
                             where person.DeletedAt != null && person.AccountId == actor.AccountId
                             join member in db.GroupMembers on person.Id equals member.IdentityId
                             where ids.Contains(member.GroupId)
                             group member by member.GroupId into g
                             select new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var elsewhen = await (from member in db.GroupMembers
                              where (member.EffectiveFrom != null || member.EffectiveTo != null) && ids.Contains(member.GroupId) && (member.EffectiveFrom > now || member.EffectiveTo <= now)
                              join person in db.Identities on member.IdentityId equals person.Id
                              where person.DeletedAt == null
                              group member by member.GroupId into g
                              select new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        return ids.ToDictionary(id => id, id => (all.GetValueOrDefault(id) - deleted.GetValueOrDefault(id) - elsewhen.GetValueOrDefault(id), all.GetValueOrDefault(id) - deleted.GetValueOrDefault(id)));
    }

    internal IQueryable<DirectoryGroup> Matching(DashboardDbContext db, Actor actor, GroupListQuery query, Sight sight)
    {
        var rows = db.Groups.Where(g => g.AccountId == actor.AccountId);
        // A group without a role where they see is none of theirs.
        if (!sight.Everywhere)
        {
            var seen = sights.GroupsSeen(db, sight);
            rows = rows.Where(g => seen.Contains(g.Id));
        }

        if (query.Ids is { } only) rows = rows.Where(g => only.Contains(g.Id));
        if (query.Source is { } source) rows = rows.Where(g => g.Source == source);
        if (query.HasRole is { } granting)
        {
            var given = SightService.Under(db, db.Assignments, sight);
            rows = rows.Where(g => given.Any(a => a.GroupId == g.Id) == granting);
        }

        if (query.IsEmpty is { } empty) rows = rows.Where(g => db.GroupMembers.Any(m => m.GroupId == g.Id && db.Identities.Any(i => i.Id == m.IdentityId && i.State != PrincipalState.Deleted)) != empty);
        var term = query.Search?.Trim().ToLowerInvariant() ?? "";
        if (term.Length == 0) return rows;
        if (term.Length < ISearchIndex.MinLength) return rows.Where(g => g.NormalizedName.StartsWith(term));
        var ids = search.Groups(db, actor.AccountId, term);
        return rows.Where(g => ids.Contains(g.Id));
    }
}
