using IdentityDashboard.Data;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>What ends by itself takes of the feature Identities, by the rules people's acts follow; always in the caller's transaction.</summary>
internal interface IPeopleEndings
{
    /// <summary>Whether nobody but this person is an Owner who can act. Others who would change that wait until the transaction ends.</summary>
    Task<bool> MustStayAsync(DashboardDbContext db, Guid accountId, Guid identityId, CancellationToken ct);

    /// <summary>Deactivates them unless they are already; their roles and the right of an Owner end, groups are kept.</summary>
    /// <param name="why">What the audit says beside the act, by field.</param>
    Task OffboardAsync(DashboardDbContext db, Actor actor, Guid identityId, IReadOnlyDictionary<string, string?> why, CancellationToken ct);

    /// <summary>Puts those of them on hold who are active and no Owners.</summary>
    /// <returns>Who was.</returns>
    Task<IReadOnlyList<Guid>> SuspendAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<Guid> ids, string reason, CancellationToken ct);
}
