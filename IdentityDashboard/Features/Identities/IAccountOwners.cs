using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Identities;

/// <summary>Who owns the account: the feature Workspace answers it, the page of a person asks it.</summary>
internal interface IAccountOwners
{
    /// <summary>Owners only; the person must be active.</summary>
    Task<Result> AddAsync(Actor actor, Guid identityId, CancellationToken ct);

    /// <summary>Owners only, also themselves; never the last one who can act (A43).</summary>
    Task<Result> RemoveAsync(Actor actor, Guid identityId, CancellationToken ct);
}
