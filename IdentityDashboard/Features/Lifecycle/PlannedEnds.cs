using System.Linq.Expressions;
using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>An end that is planned, as pages show it.</summary>
/// <param name="Problem">Why it couldn't be done when the time came.</param>
public sealed record PlannedEndView(DateTimeOffset At, string? Reason, bool EndsKeys, string PlannedBy, string? Problem);

/// <summary>Which planned ends have come: asked where somebody signs in or stays signed in, so that nothing waits for the job.</summary>
internal static class PlannedEnds
{
    /// <summary>
    /// Ends that hold now, carried out or not; within another query ask <c>Any(e => e.IdentityId == ...)</c> of a variable
    /// that holds it. The only Owner who can act never ends: the account would be nobody's.
    /// </summary>
    public static IQueryable<PlannedEnd> Come(DashboardDbContext db, DateTimeOffset now) => db.PlannedEnds.Where(e => e.At <= now).Where(MayGo(db, now));

    public static Task<bool> HasEndedAsync(DashboardDbContext db, Guid identityId, DateTimeOffset now, CancellationToken ct) => Come(db, now).AnyAsync(e => e.IdentityId == identityId, ct);

    /// <summary>No Owner, or one beside whom another stays.</summary>
    private static Expression<Func<PlannedEnd, bool>> MayGo(DashboardDbContext db, DateTimeOffset now) => e =>
        !db.AccountOwners.Any(o => o.IdentityId == e.IdentityId)
        || db.AccountOwners.Any(o => o.AccountId == e.AccountId && o.IdentityId != e.IdentityId
            && db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Active) && !db.PlannedEnds.Any(p => p.IdentityId == o.IdentityId && p.At <= now));
}
