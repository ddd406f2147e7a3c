using System.Security.Claims;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Who a cookie is about, and the security stamp it was made under.</summary>
internal sealed record SessionClaims(Guid AccountId, Guid IdentityId, string Stamp)
{
    /// <summary>Null for a visitor.</summary>
    public static SessionClaims? Of(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
        && Guid.TryParse(principal.FindFirstValue(ActorPrincipal.AccountClaim), out var account)
        && principal.FindFirstValue(SessionPrincipals.StampClaim) is { } stamp
            ? new SessionClaims(account, id, stamp)
            : null;
}
