using System.Security.Claims;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Identity;

namespace IdentityDashboard.Features.SignIn;

/// <summary>What the cookie says about somebody; see <see cref="ActorPrincipal"/>.</summary>
internal sealed class SessionPrincipals : IUserClaimsPrincipalFactory<Identity>
{
    public const string StampClaim = "AspNet.Identity.SecurityStamp";

    public Task<ClaimsPrincipal> CreateAsync(Identity user)
    {
        var claims = new List<Claim>
        {
            new(ClaimTypes.NameIdentifier, user.Id.ToString()),
            new(ClaimTypes.Name, user.FullName.Length == 0 ? user.Email! : user.FullName),
            new(ActorPrincipal.AccountClaim, user.AccountId.ToString()),
            new(StampClaim, user.SecurityStamp!),
        };
        if (user.MustChangePassword) claims.Add(new Claim(ActorPrincipal.MustChangePasswordClaim, "true"));
        return Task.FromResult(new ClaimsPrincipal(new ClaimsIdentity(claims, IdentityConstants.ApplicationScheme)));
    }
}
