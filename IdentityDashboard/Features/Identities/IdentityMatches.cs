using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <param name="Name">The email of who has no name.</param>
public sealed record MatchedPerson(Guid Id, string Name);

/// <summary>Walks everybody a list shows, in the order of their ids, and names those who were picked from it.</summary>
internal sealed class IdentityMatches(IdentityQueries lists)
{
    /// <param name="after">The last id of the part before; null at the start.</param>
    public async Task<Result<IReadOnlyList<MatchedPerson>>> NextAsync(DashboardDbContext db, Actor actor, IdentityListQuery query, Guid? after, int take, CancellationToken ct)
    {
        if (!await lists.MayReadAsync(db, actor, query, ct)) return CommonErrors.Forbidden;
        var rows = lists.Matching(db, actor, query);
        if (after is { } id) rows = rows.Where(i => i.Id.CompareTo(id) > 0);
        return Result<IReadOnlyList<MatchedPerson>>.Of(await Named(rows.OrderBy(i => i.Id).Take(take)).ToListAsync(ct));
    }

    /// <summary>Who of these stands in the list of the application, or of the whole account when none is given.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(
        DashboardDbContext db, Actor actor, Guid? applicationId, bool deleted, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var rows = db.Identities.Where(i => i.AccountId == actor.AccountId && ids.Contains(i.Id) && (deleted || i.State != PrincipalState.Deleted));
        if (applicationId is { } application) rows = rows.Where(i => db.AppMemberships.Any(m => m.ApplicationId == application && m.IdentityId == i.Id && m.State != MembershipState.Invited));
        return await Named(rows).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
    }

    private static IQueryable<MatchedPerson> Named(IQueryable<Identity> rows) =>
        rows.Select(i => new MatchedPerson(i.Id, i.FirstName + i.LastName == "" ? i.Email! : (i.FirstName + " " + i.LastName).Trim()));
}
