using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>Names those who were picked from a list one by one.</summary>
internal static class PickedPeople
{
    /// <summary>Who of these stands in the list of the application, or of the whole account when none is given.</summary>
    public static Task<Dictionary<Guid, string>> NamesAsync(
        DashboardDbContext db, Actor actor, Guid? applicationId, bool deleted, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var rows = db.Identities.Where(i => i.AccountId == actor.AccountId && ids.Contains(i.Id) && (deleted || i.State != PrincipalState.Deleted));
        if (applicationId is { } application) rows = rows.Where(i => db.AppMemberships.Any(m => m.ApplicationId == application && m.IdentityId == i.Id && m.State != MembershipState.Invited));
        return rows.ToDictionaryAsync(i => i.Id, i => i.FirstName + i.LastName == "" ? i.Email! : (i.FirstName + " " + i.LastName).Trim(), ct);
    }
}
