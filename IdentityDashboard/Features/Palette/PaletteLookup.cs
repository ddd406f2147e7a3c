using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Palette;

/// <summary>
/// People and groups for the palette, as few as fit. Every question is answered by an index and ends with the last
/// line needed: where a name or address begins with the text, then the first that contain it, in no order, because
/// sorting all matches of a common text would read all of them.
/// </summary>
internal sealed class PaletteLookup(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, ISearchIndex search)
{
    /// <param name="take">How many people at most, and how many groups.</param>
    public async Task<(IReadOnlyList<PersonChoice> People, IReadOnlyList<GroupChoice> Groups)> FindAsync(Actor actor, string text, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var term = text.Trim().ToLowerInvariant();
        if (await ReachAsync(db, actor, ct) is not { } reach || term.Length == 0) return ([], []);
        return (await PeopleAsync(db, actor, reach, term, take, ct), await GroupsAsync(db, actor, reach, term, take, ct));
    }

    /// <summary>Of these, those that still are there and that the actor may open.</summary>
    public async Task<(IReadOnlyList<PersonChoice> People, IReadOnlyList<GroupChoice> Groups)> FindAsync(
        Actor actor, IReadOnlyCollection<Guid> people, IReadOnlyCollection<Guid> groups, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await ReachAsync(db, actor, ct) is not { } reach) return ([], []);
        return (
            people.Count == 0 ? [] : await Choices(People(db, actor, reach).Where(i => people.Contains(i.Id))).ToListAsync(ct),
            groups.Count == 0 ? [] : await Groups(db, actor, reach).Where(g => groups.Contains(g.Id)).Select(g => new GroupChoice(g.Id, g.Name)).ToListAsync(ct));
    }

    private async Task<IReadOnlyList<PersonChoice>> PeopleAsync(DashboardDbContext db, Actor actor, Reach reach, string term, int take, CancellationToken ct)
    {
        var (rows, end) = (People(db, actor, reach), term + char.MaxValue);
        var found = await Choices(rows.Where(i => string.Compare(i.SortName, term) >= 0 && string.Compare(i.SortName, end) < 0).OrderBy(i => i.SortName).ThenBy(i => i.Id).Take(take)).ToListAsync(ct);
        if (found.Count < take)
        {
            found.AddRange(await Choices(rows.Where(i => string.Compare(i.NormalizedEmail, term) >= 0 && string.Compare(i.NormalizedEmail, end) < 0).OrderBy(i => i.NormalizedEmail).Take(take)).ToListAsync(ct));
            found = [.. found.DistinctBy(p => p.Id).Take(take)];
        }

        if (found.Count == take || term.Length < ISearchIndex.MinLength) return found;
        // The rows are asked about one by one, so that the search may stop at the last one needed.
        var ids = await search.Identities(db, actor.AccountId, term).Where(id => rows.Any(i => i.Id == id)).Take(take).ToListAsync(ct);
        var others = await Choices(rows.Where(i => ids.Contains(i.Id)).OrderBy(i => i.SortName)).ToListAsync(ct);
        return [.. found.Concat(others).DistinctBy(p => p.Id).Take(take)];
    }

    private async Task<IReadOnlyList<GroupChoice>> GroupsAsync(DashboardDbContext db, Actor actor, Reach reach, string term, int take, CancellationToken ct)
    {
        var (rows, end) = (Groups(db, actor, reach), term + char.MaxValue);
        var found = await rows.Where(g => string.Compare(g.NormalizedName, term) >= 0 && string.Compare(g.NormalizedName, end) < 0).OrderBy(g => g.NormalizedName).Take(take)
            .Select(g => new GroupChoice(g.Id, g.Name)).ToListAsync(ct);
        if (found.Count == take || term.Length < ISearchIndex.MinLength) return found;
        var ids = await search.Groups(db, actor.AccountId, term).Take(take).ToListAsync(ct);
        var others = await rows.Where(g => ids.Contains(g.Id)).OrderBy(g => g.NormalizedName).Select(g => new GroupChoice(g.Id, g.Name)).ToListAsync(ct);
        return [.. found.Concat(others).DistinctBy(g => g.Id).Take(take)];
    }

    /// <summary>Owners reach everybody; others the members of applications in whose environments they may read, and who has a role where they may; null reaches nobody.</summary>
    private async Task<Reach?> ReachAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        if (await access.IsOwnerAsync(db, actor, ct)) return new Reach(Everybody: true, [], Sight.All);
        var environments = await db.Environments.Where(e => e.AccountId == actor.AccountId).Select(e => new { e.Id, e.ApplicationId }).ToListAsync(ct);
        var applications = new HashSet<Guid>();
        foreach (var environment in environments)
        {
            if (!applications.Contains(environment.ApplicationId) && await access.AllowsInEnvironmentAsync(db, actor, Permissions.IdentityRead, environment.Id, ct)) applications.Add(environment.ApplicationId);
        }

        var below = await sights.BelowRootsAsync(db, actor, ct);
        return applications.Count == 0 && !below.Any ? null : new Reach(Everybody: false, applications, below);
    }

    /// <summary>Groups belong to the account; who sees only parts of it sees those that have a role there.</summary>
    private IQueryable<DirectoryGroup> Groups(DashboardDbContext db, Actor actor, Reach reach)
    {
        var rows = db.Groups.Where(g => g.AccountId == actor.AccountId);
        if (reach.Everybody || reach.Applications.Count > 0) return rows;
        var seen = sights.GroupsSeen(db, reach.Below);
        return rows.Where(g => seen.Contains(g.Id));
    }

    private IQueryable<Identity> People(DashboardDbContext db, Actor actor, Reach reach)
    {
        var rows = db.Identities.Where(i => i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted);
        var applications = reach.Applications;
        if (reach.Everybody) return rows;
        if (!reach.Below.Any) return rows.Where(i => db.AppMemberships.Any(m => m.IdentityId == i.Id && applications.Contains(m.ApplicationId)));
        var (given, members) = (sights.Given(db, reach.Below), sights.Members(db));
        return rows.Where(i => db.AppMemberships.Any(m => m.IdentityId == i.Id && applications.Contains(m.ApplicationId)) || given.Any(a => a.IdentityId == i.Id)
            || members.Any(m => m.IdentityId == i.Id && given.Any(a => a.GroupId == m.GroupId)));
    }

    private static IQueryable<PersonChoice> Choices(IQueryable<Identity> rows) =>
        rows.Select(i => new PersonChoice(i.Id, i.FirstName + " " + i.LastName, i.Email!, i.State));

    private sealed record Reach(bool Everybody, IReadOnlyCollection<Guid> Applications, Sight Below);
}
