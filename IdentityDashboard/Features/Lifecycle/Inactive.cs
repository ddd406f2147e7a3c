using IdentityDashboard.Data;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>Who hasn't been here for so many days. Whole days in UTC, as the filters of the lists count.</summary>
internal static class Inactive
{
    /// <summary>Who was here last before this hasn't been for the days given.</summary>
    public static DateTimeOffset Before(DateTimeOffset now, int days) => new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-days);

    /// <summary>
    /// Active people but Owners. Who never signed in is counted from the creation: whoever signed in did so after it, so
    /// that both bounds hold for everybody.
    /// </summary>
    /// <param name="seen">Only those who were here once, or only those who never were; null for both.</param>
    public static IQueryable<Guid> People(DashboardDbContext db, Guid accountId, DateTimeOffset before, bool? seen = null)
    {
        var never = DateTimeOffset.UnixEpoch;
        var people = db.Identities.Where(i => i.AccountId == accountId && i.State == PrincipalState.Active && i.CreatedAt < before && !db.AccountOwners.Any(o => o.IdentityId == i.Id));
        return (seen switch
        {
            true => people.Where(i => i.LastSeenAt > never && i.LastSeenAt < before),
            false => people.Where(i => i.LastSeenAt == never),
            _ => people.Where(i => i.LastSeenAt < before),
        }).Select(i => i.Id);
    }
}
