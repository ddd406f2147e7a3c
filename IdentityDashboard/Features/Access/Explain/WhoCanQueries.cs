using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>A person who can, with every way they came to it.</summary>
public sealed record PersonWhoCan(Guid Id, string Name, string Email, IReadOnlyList<AccessWay> Ways);

/// <summary>A group that gives it to everybody in it.</summary>
/// <param name="Members">Those in it, or in a group inside it, who are active.</param>
public sealed record GroupWhoCan(Guid Id, string Name, int Members, IReadOnlyList<AccessWay> Ways);

/// <summary>"Who can ...?" for a permission at a node, over the same assignments that decide.</summary>
internal sealed class WhoCanQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AccessWays ways, TimeProvider clock)
{
    /// <summary>As many groups as one looks through; who is in them stands among the people anyway.</summary>
    public const int MostGroups = 50;

    private sealed record Person(Guid Id, string FirstName, string LastName, string? Email, string SortName);

    /// <summary>Active people by name, a page at a time.</summary>
    /// <param name="cursor">Of the page before; null for the first.</param>
    public async Task<Result<Page<PersonWhoCan>>> PeopleAsync(Actor actor, Guid environmentId, string permission, Guid nodeId, string? cursor, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await RefusalAsync(db, actor, environmentId, nodeId, ct) is { } refusal) return refusal;
        var granting = Granting(db, permission, nodeId);
        var reached = HeldNow.People(db, granting, clock.GetUtcNow());
        var people = db.Identities.Where(i => i.AccountId == actor.AccountId && reached.Contains(i.Id));
        if (KeyCursor.Decode(cursor) is { } at) people = people.Where(i => string.Compare(i.SortName, at.Key) > 0 || (i.SortName == at.Key && i.Id.CompareTo(at.Id) > 0));
        var rows = await people.OrderBy(i => i.SortName).ThenBy(i => i.Id).Take(take + 1)
            .Select(i => new Person(i.Id, i.FirstName, i.LastName, i.Email, i.SortName)).ToListAsync(ct);
        var more = rows.Count > take;
        if (more) rows.RemoveAt(take);
        var found = await ways.OfPeopleAsync(db, actor.AccountId, granting, [.. rows.Select(r => r.Id)], nodeId, clock.GetUtcNow(), ct);
        return new Page<PersonWhoCan>(
            [.. rows.Select(r => new PersonWhoCan(r.Id, $"{r.FirstName} {r.LastName}".Trim(), r.Email ?? "", [.. found[r.Id]]))],
            more ? new KeyCursor(rows[^1].SortName, rows[^1].Id, Backwards: false).Encode() : null, null);
    }

    /// <summary>How many people can, counted up to a limit.</summary>
    public async Task<CappedCount> CountAsync(Actor actor, Guid environmentId, string permission, Guid nodeId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await RefusalAsync(db, actor, environmentId, nodeId, ct) is not null) return default;
        return await HeldNow.CountPeopleAsync(db, Granting(db, permission, nodeId), clock.GetUtcNow(), ct);
    }

    /// <summary>The groups that give it, by name, at most <see cref="MostGroups"/>; also those without members.</summary>
    public async Task<IReadOnlyList<GroupWhoCan>> GroupsAsync(Actor actor, Guid environmentId, string permission, Guid nodeId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await RefusalAsync(db, actor, environmentId, nodeId, ct) is not null) return [];
        var granting = Granting(db, permission, nodeId);
        var members = Memberships.Now(db, clock.GetUtcNow()).Where(m => db.Identities.Any(i => i.Id == m.IdentityId && i.State == PrincipalState.Active));
        var groups = await db.Groups.Where(g => g.AccountId == actor.AccountId && granting.Any(a => a.GroupId == g.Id)).OrderBy(g => g.NormalizedName).Take(MostGroups)
            .Select(g => new { g.Id, g.Name, Members = members.Where(m => m.GroupId == g.Id).Select(m => m.IdentityId).Distinct().Count() })
            .ToListAsync(ct);
        var ids = groups.Select(g => g.Id).ToList();
        var given = (await ways.ReadAsync(db, actor.AccountId, granting.Where(a => a.GroupId != null && ids.Contains(a.GroupId.Value)), nodeId, ct)).ToLookup(w => w.GroupId);
        return [.. groups.Select(g => new GroupWhoCan(g.Id, g.Name, g.Members, [.. given[g.Id]]))];
    }

    private IQueryable<Assignment> Granting(DashboardDbContext db, string permission, Guid nodeId) =>
        HeldNow.Granting(db, HeldNow.Reaching(db, HeldNow.Assignments(db, clock.GetUtcNow()), nodeId), permission);

    private async Task<Error?> RefusalAsync(DashboardDbContext db, Actor actor, Guid environmentId, Guid nodeId, CancellationToken ct)
    {
        if (!await db.Nodes.AnyAsync(n => n.Id == nodeId && n.EnvironmentId == environmentId && n.AccountId == actor.AccountId, ct)) return AccessErrors.NodeGone;
        return await access.MayReadEnvironmentAsync(db, actor, environmentId, ct) ? null : CommonErrors.Forbidden;
    }
}
