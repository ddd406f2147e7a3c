using IdentityDashboard.Data;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Identities;

/// <summary>What creating people needs to know about invitations; the feature Invitations answers it.</summary>
internal interface IOpenInvitations
{
    /// <summary>Withdraws pending invitations for these addresses in the caller's transaction; answers which there were.</summary>
    Task<IReadOnlySet<string>> RevokeForAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<string> normalizedEmails, CancellationToken ct);
}
