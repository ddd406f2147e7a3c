using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Assignments;

/// <summary>Which assignments; what isn't given doesn't matter.</summary>
/// <param name="IdentityId">Their own, not those of their groups.</param>
/// <param name="NodeId">At the node itself.</param>
public sealed record AssignmentFilter(Guid? IdentityId = null, Guid? GroupId = null, Guid? RoleId = null, Guid? NodeId = null);

/// <param name="Subject">Named; kept nameless when they are gone.</param>
public sealed record AssignmentRow(
    Guid Id, Guid RoleId, string RoleName, Guid NodeId, AuditTarget Subject, DateTimeOffset? From, DateTimeOffset? Until, string? Reason, string GrantedBy, DateTimeOffset CreatedAt);

/// <summary>
/// The assignments of an environment that haven't ended, the oldest first, a page at a time. There may be millions: few
/// are read whole from the index of what is asked for, many are walked along their ids.
/// </summary>
internal sealed class AssignmentList(IDbContextFactory<DashboardDbContext> dbs, SightService sights, TimeProvider clock)
{
    private const int Few = 2_000;

    /// <param name="cursor">Of the page before; null for the first.</param>
    public async Task<Result<Page<AssignmentRow>>> ListAsync(Actor actor, Guid environmentId, AssignmentFilter filter, string? cursor, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.InAsync(db, actor, environmentId, ct) is not { Any: true } sight) return CommonErrors.Forbidden;
        if (await MissingAsync(db, actor, environmentId, filter, sight, ct) is { } missing) return missing;
        Guid? after = Guid.TryParse(cursor, out var last) ? last : null;
        var ids = await IdsAsync(db, actor, environmentId, filter, sight, after, take + 1, ct);
        var more = ids.Count > take;
        if (more) ids.RemoveAt(take);
        return new Page<AssignmentRow>(await ReadAsync(db, ids, ct), more ? ids[^1].ToString() : null, null);
    }

    /// <summary>How many match, counted up to a limit; none for who may not read them.</summary>
    public async Task<CappedCount> CountAsync(Actor actor, Guid environmentId, AssignmentFilter filter, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.InAsync(db, actor, environmentId, ct) is not { Any: true } sight) return default;
        var rows = Matching(db, await FewAsync(db, environmentId, filter, sight, ct) ?? db.Assignments, actor, environmentId, filter, sight);
        return CappedCount.From(await rows.Select(a => a.Id).Take(CappedCount.Limit + 1).CountAsync(ct));
    }

    /// <summary>One that is seen, also one that has ended.</summary>
    public async Task<Result<AssignmentRow>> GetAsync(Actor actor, Guid environmentId, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.InAsync(db, actor, environmentId, ct) is not { Any: true } sight) return CommonErrors.Forbidden;
        var there = SightService.Under(db, db.Assignments.Where(a => a.Id == id && a.EnvironmentId == environmentId && a.AccountId == actor.AccountId), sight);
        return await there.AnyAsync(ct) ? (await ReadAsync(db, [id], ct))[0] : AccessErrors.AssignmentGone;
    }

    /// <summary>In the order of the ids. Whoever asks has been let see them.</summary>
    public async Task<IReadOnlyList<AssignmentRow>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await ReadAsync(db, ids, ct);
    }

    private static async Task<IReadOnlyList<AssignmentRow>> ReadAsync(DashboardDbContext db, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        var rows = await (from a in db.Assignments
                          where ids.Contains(a.Id)
                          select new
                          {
                              Given = a,
                              Role = db.Roles.Where(r => r.Id == a.RoleId).Select(r => r.Name).FirstOrDefault(),
                              Person = db.Identities.Where(i => i.Id == a.IdentityId).Select(i => (i.FirstName + " " + i.LastName).Trim()).FirstOrDefault(),
                              Group = db.Groups.Where(g => g.Id == a.GroupId).Select(g => g.Name).FirstOrDefault(),
                          }).AsNoTracking().ToDictionaryAsync(r => r.Given.Id, ct);
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id]).Select(r => new AssignmentRow(
            r.Given.Id, r.Given.RoleId, r.Role ?? "", r.Given.NodeId, Subject.Of(r.Given).Nameless with { Name = r.Person ?? r.Group ?? "" },
            r.Given.EffectiveFrom, r.Given.EffectiveTo, r.Given.Reason, r.Given.GrantedBy, r.Given.CreatedAt))];
    }

    private async Task<List<Guid>> IdsAsync(DashboardDbContext db, Actor actor, Guid environmentId, AssignmentFilter filter, Sight sight, Guid? after, int take, CancellationToken ct)
    {
        if (await FewAsync(db, environmentId, filter, sight, ct) is { } few)
        {
            var found = await Matching(db, few, actor, environmentId, filter, sight).Select(a => a.Id).ToListAsync(ct);
            return [.. found.Where(id => after is null || id.CompareTo(after.Value) > 0).Order().Take(take)];
        }

        var rest = after is { } last ? db.Assignments.Where(a => a.Id.CompareTo(last) > 0) : db.Assignments;
        return await Matching(db, rest, actor, environmentId, filter, sight).OrderBy(a => a.Id).Take(take).Select(a => a.Id).ToListAsync(ct);
    }

    /// <summary>A part of the assignments, found by an index, that is short; null when nothing asked for is. What one subject was given always is.</summary>
    private static async Task<IQueryable<Assignment>?> FewAsync(DashboardDbContext db, Guid environmentId, AssignmentFilter filter, Sight sight, CancellationToken ct)
    {
        if (filter.IdentityId is { } person) return db.Assignments.Where(a => a.IdentityId == person);
        if (filter.GroupId is { } group) return db.Assignments.Where(a => a.GroupId == group);
        List<IQueryable<Assignment>> parts = [db.Assignments.Where(a => a.EnvironmentId == environmentId)];
        if (filter.NodeId is { } node) parts.Insert(0, db.Assignments.Where(a => a.NodeId == node));
        if (filter.RoleId is { } role) parts.Insert(0, db.Assignments.Where(a => a.RoleId == role));
        if (sight.IsPart) parts.Insert(0, SightService.Under(db, db.Assignments, sight));
        foreach (var part in parts)
        {
            if (await part.Select(a => a.Id).Take(Few).CountAsync(ct) < Few) return part;
        }

        return null;
    }

    /// <summary>All that was asked for, in a form that no index answers: databases guess badly which of several to take.</summary>
    private IQueryable<Assignment> Matching(DashboardDbContext db, IQueryable<Assignment> rows, Actor actor, Guid environmentId, AssignmentFilter filter, Sight sight)
    {
        var now = clock.GetUtcNow();
        var account = actor.AccountId;
        rows = SightService.Under(db, rows, sight).Where(a => a.AccountId == account && (a.Id != Guid.Empty ? a.EnvironmentId : a.RoleId) == environmentId
            && (a.EffectiveTo == null || a.EffectiveTo > now) && (a.GroupId != null || db.Identities.Any(i => i.Id == a.IdentityId && i.State != PrincipalState.Deleted)));
        if (filter.IdentityId is { } person) rows = rows.Where(a => a.IdentityId == person);
        if (filter.GroupId is { } group) rows = rows.Where(a => a.GroupId == group);
        if (filter.RoleId is { } role) rows = rows.Where(a => (a.Id != Guid.Empty ? a.RoleId : a.NodeId) == role);
        if (filter.NodeId is { } node) rows = rows.Where(a => (a.Id != Guid.Empty ? a.NodeId : a.RoleId) == node);
        return rows;
    }

    /// <summary>Somebody or something asked for that isn't there for whoever asks (A37).</summary>
    private async Task<Error?> MissingAsync(DashboardDbContext db, Actor actor, Guid environmentId, AssignmentFilter filter, Sight sight, CancellationToken ct)
    {
        if (filter.RoleId is { } role && !await db.Roles.AnyAsync(r => r.Id == role && r.EnvironmentId == environmentId && r.AccountId == actor.AccountId, ct)) return CommonErrors.NotFound("role");
        if (filter.NodeId is { } node && !(await db.Nodes.AnyAsync(n => n.Id == node && n.EnvironmentId == environmentId && n.AccountId == actor.AccountId, ct)
            && await SightService.SeesNodeAsync(db, sight, node, ct))) return CommonErrors.NotFound("node");
        if (filter.IdentityId is { } person && !(await Subjects.FindAsync(db, actor.AccountId, Subject.Person(person), ct) is not null && await sights.SeesPersonAsync(db, sight, person, ct))) return CommonErrors.NotFound("person");
        if (filter.GroupId is { } group && !(await Subjects.FindAsync(db, actor.AccountId, Subject.Group(group), ct) is not null && await sights.SeesGroupAsync(db, sight, group, ct))) return CommonErrors.NotFound("group");
        return null;
    }
}
