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

/// <param name="Cursor"><see cref="Page{T}.Next"/> or <see cref="Page{T}.Previous"/>; null for the first page.</param>
public sealed record GroupListQuery(string? Search = null, GroupSort Sort = GroupSort.Name, bool Descending = false, string? Cursor = null, int Take = 50);

public sealed record GroupRow(Guid Id, string Name, string Source, int Members, DateTimeOffset UpdatedAt, IReadOnlyList<RoleAtNode> Roles);

public sealed record GroupDetail(Guid Id, string Name, string Source, int Members, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<RoleAtNode> Roles, bool MayManage);

/// <summary>Reads groups for lists, pickers and pages.</summary>
internal sealed class GroupQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AccessQueries roles, IPeopleDirectory people, ISearchIndex search)
{
    public async Task<Result<Page<GroupRow>>> ListAsync(Actor actor, GroupListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var skip = int.TryParse(query.Cursor, out var from) && from > 0 ? from : 0;
        var found = await Order(Matching(db, actor, query.Search), query).Skip(skip).Take(query.Take + 1)
            .Select(g => new { g.Id, g.Name, g.Source, g.UpdatedAt, Members = LiveMembers(db).Count(m => m.GroupId == g.Id) }).ToListAsync(ct);
        var more = found.Count > query.Take;
        var held = await RolesOfAsync(db, actor, [.. found.Select(g => g.Id)], ct);
        return new Page<GroupRow>(
            [.. found.Take(query.Take).Select(g => new GroupRow(g.Id, g.Name, g.Source, g.Members, g.UpdatedAt, [.. held[g.Id]]))],
            more ? (skip + query.Take).ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
            skip > 0 ? Math.Max(0, skip - query.Take).ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    public async Task<int> CountAsync(Actor actor, string? text, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await MayReadAsync(db, actor, ct) ? await Matching(db, actor, text).Take(CappedCount.Limit).CountAsync(ct) : 0;
    }

    /// <summary>Local groups to choose from, by a part of the name.</summary>
    public async Task<IReadOnlyList<GroupChoice>> ChooseAsync(Actor actor, string text, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, ct)) return [];
        return await Matching(db, actor, text).Where(g => g.Source == "Local").OrderBy(g => g.NormalizedName).Take(take)
            .Select(g => new GroupChoice(g.Id, g.Name)).ToListAsync(ct);
    }

    public async Task<Result<GroupDetail>> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, ct)) return GroupErrors.NotFound;
        var group = await db.Groups.AsNoTracking().FirstOrDefaultAsync(g => g.Id == id && g.AccountId == actor.AccountId, ct);
        if (group is null) return GroupErrors.NotFound;
        var held = await RolesOfAsync(db, actor, [id], ct);
        var members = await LiveMembers(db).CountAsync(m => m.GroupId == id, ct);
        var manage = group.Source == "Local" && await access.AllowsAnywhereAsync(db, actor, Permissions.GroupManage, ct);
        return new GroupDetail(id, group.Name, group.Source, members, group.CreatedAt, group.UpdatedAt, [.. held[id]], manage);
    }

    /// <summary>Members by name, a page at a time; <paramref name="text"/> narrows them.</summary>
    public async Task<IReadOnlyList<PersonChoice>> MembersAsync(Actor actor, Guid groupId, string? text, int skip, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, ct)) return [];
        var term = text?.Trim().ToLowerInvariant() ?? "";
        var ids = await (from m in db.GroupMembers
                         where m.GroupId == groupId
                         join i in db.Identities on m.IdentityId equals i.Id
                         where i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted && (term == "" || i.SearchText.Contains(term))
                         orderby i.SortName, i.Id
                         select i.Id).Skip(skip).Take(take).ToListAsync(ct);
        return await people.FindAsync(actor, ids, ct);
    }

    /// <summary>The groups a person is in, for their page.</summary>
    public async Task<IReadOnlyList<GroupRow>> OfPersonAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, ct)) return [];
        var found = await db.Groups.Where(g => g.AccountId == actor.AccountId && db.GroupMembers.Any(m => m.GroupId == g.Id && m.IdentityId == identityId))
            .OrderBy(g => g.NormalizedName)
            .Select(g => new { g.Id, g.Name, g.Source, g.UpdatedAt, Members = LiveMembers(db).Count(m => m.GroupId == g.Id) }).ToListAsync(ct);
        var held = await RolesOfAsync(db, actor, [.. found.Select(g => g.Id)], ct);
        return [.. found.Select(g => new GroupRow(g.Id, g.Name, g.Source, g.Members, g.UpdatedAt, [.. held[g.Id]]))];
    }

    /// <summary>Group names of many people at once, for lists.</summary>
    public async Task<ILookup<Guid, string>> NamesOfAsync(Guid accountId, IReadOnlyCollection<Guid> identityIds, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var rows = await (from m in db.GroupMembers
                          where identityIds.Contains(m.IdentityId)
                          join g in db.Groups on m.GroupId equals g.Id
                          where g.AccountId == accountId
                          orderby g.NormalizedName
                          select new { m.IdentityId, g.Name }).ToListAsync(ct);
        return rows.ToLookup(r => r.IdentityId, r => r.Name);
    }

    /// <summary>Whether the name is free, for the check while a form is filled in.</summary>
    public async Task<bool> NameTakenAsync(Actor actor, string name, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var normalized = DirectoryGroup.Normalize(name.Trim());
        return await db.Groups.AnyAsync(g => g.AccountId == actor.AccountId && g.NormalizedName == normalized, ct);
    }

    private async Task<ILookup<Guid, RoleAtNode>> RolesOfAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<Guid> groupIds, CancellationToken ct)
    {
        var rows = await db.Assignments.Where(a => a.GroupId != null && groupIds.Contains(a.GroupId.Value)).Select(a => new { Group = a.GroupId!.Value, a.RoleId, a.NodeId }).ToListAsync(ct);
        var known = await roles.NamesAsync(actor.AccountId, [.. rows.Select(r => (r.RoleId, r.NodeId))], ct);
        return rows.Where(r => known.ContainsKey((r.RoleId, r.NodeId))).ToLookup(r => r.Group, r => known[(r.RoleId, r.NodeId)]);
    }

    private async Task<bool> MayReadAsync(DashboardDbContext db, Actor actor, CancellationToken ct) =>
        await access.IsOwnerAsync(db, actor, ct) || await access.AllowsAnywhereAsync(db, actor, Permissions.IdentityRead, ct);

    private IQueryable<DirectoryGroup> Matching(DashboardDbContext db, Actor actor, string? text)
    {
        var rows = db.Groups.Where(g => g.AccountId == actor.AccountId);
        var term = text?.Trim().ToLowerInvariant() ?? "";
        if (term.Length == 0) return rows;
        if (term.Length < ISearchIndex.MinLength) return rows.Where(g => g.NormalizedName.StartsWith(term));
        var ids = search.Groups(db, actor.AccountId, term);
        return rows.Where(g => ids.Contains(g.Id));
    }

    private static IQueryable<DirectoryGroup> Order(IQueryable<DirectoryGroup> rows, GroupListQuery query) => (query.Sort, query.Descending) switch
    {
        (GroupSort.Updated, false) => rows.OrderBy(g => g.UpdatedAt).ThenBy(g => g.Id),
        (GroupSort.Updated, true) => rows.OrderByDescending(g => g.UpdatedAt).ThenByDescending(g => g.Id),
        (_, true) => rows.OrderByDescending(g => g.NormalizedName),
        _ => rows.OrderBy(g => g.NormalizedName),
    };

    private static IQueryable<GroupMember> LiveMembers(DashboardDbContext db) =>
        db.GroupMembers.Where(m => db.Identities.Any(i => i.Id == m.IdentityId && i.State != PrincipalState.Deleted));
}
