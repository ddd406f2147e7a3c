using IdentityDashboard.Data;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>Something that ends when somebody is off-boarded; the feature it belongs to answers for it.</summary>
internal interface IEndsWithPerson
{
    /// <summary>In the caller's transaction, which is saved by the caller.</summary>
    Task EndAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct);
}
