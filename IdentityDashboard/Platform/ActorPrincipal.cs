using System.Security.Claims;

namespace IdentityDashboard.Platform;

/// <summary>What a signed-in person's cookie says about them, and the <see cref="Actor"/> it makes.</summary>
public static class ActorPrincipal
{
    public const string AccountClaim = "account";

    /// <summary>Present while a temporary password has to be replaced: nothing else opens until then.</summary>
    public const string MustChangePasswordClaim = "must_change_password";

    /// <summary>On the nobody that an open page is left with once its session is over: a code of why.</summary>
    public const string EndedClaim = "session_ended";

    /// <summary>Null for a visitor, and for somebody who has to choose a password first.</summary>
    public static Actor? ToActor(this ClaimsPrincipal principal, string? ip = null)
    {
        if (principal.HasClaim(c => c.Type == MustChangePasswordClaim)) return null;
        return Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) && Guid.TryParse(principal.FindFirstValue(AccountClaim), out var account)
            ? new Actor(ActorKind.Identity, id, principal.FindFirstValue(ClaimTypes.Name) ?? "", account, ip)
            : null;
    }
}
