using IdentityDashboard.Data;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>A working key that somebody made.</summary>
public sealed record MadeKey(Guid Id, string Name, string Environment);

/// <summary>The working API keys somebody made; the feature ApiKeys answers for them.</summary>
internal interface IMadeKeys
{
    /// <summary>Those of them whoever asks manages.</summary>
    Task<IReadOnlyList<MadeKey>> ListAsync(Actor actor, Guid identityId, CancellationToken ct);

    /// <summary>Whether the actor manages all of them: ending one takes no more.</summary>
    Task<bool> MayEndAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct);

    /// <summary>Revokes them within the caller's transaction, each with its entry in the audit; the caller saves.</summary>
    /// <returns>How many.</returns>
    Task<int> EndAllAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct);
}
