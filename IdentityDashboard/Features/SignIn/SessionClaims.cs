using System.Security.Claims;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;
using Microsoft.AspNetCore.Identity;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Whom a cookie is about, and which session it names.</summary>
internal sealed record SessionClaims(Guid AccountId, Guid IdentityId, Guid SessionId)
{
    /// <summary>Null for a visitor.</summary>
    public static SessionClaims? Of(ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
        && Guid.TryParse(principal.FindFirstValue(ActorPrincipal.AccountClaim), out var account)
        && Guid.TryParse(principal.FindFirstValue(ActorPrincipal.SessionClaim), out var session)
            ? new SessionClaims(account, id, session)
            : null;

    /// <summary>What the cookie of a session says; see <see cref="ActorPrincipal"/>.</summary>
    public static ClaimsPrincipal For(SessionStanding session, SignInStep? step)
    {
        var name = PersonName.Join(session.FirstName, session.LastName);
        var claims = new List<Claim>
        {
            new(ClaimTypes.NameIdentifier, session.IdentityId.ToString()),
            new(ClaimTypes.Name, name.Length == 0 ? session.Email : name),
            new(ActorPrincipal.AccountClaim, session.AccountId.ToString()),
            new(ActorPrincipal.SessionClaim, session.Id.ToString()),
        };
        if (step is { } next) claims.Add(new Claim(ActorPrincipal.NextStepClaim, next.ToString()));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, IdentityConstants.ApplicationScheme));
    }
}
