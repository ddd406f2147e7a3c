using System.Security.Claims;

namespace IdentityDashboard.Platform;

/// <summary>What a signed-in person's cookie says about them, and the <see cref="Actor"/> it makes.</summary>
public static class ActorPrincipal
{
    public const string AccountClaim = "account";

    /// <summary>The row in the table of sessions that the cookie names.</summary>
    public const string SessionClaim = "session";

    /// <summary>A <see cref="SignInStep"/>; present while something is still to be done: nothing else opens until then.</summary>
    public const string NextStepClaim = "next_step";

    /// <summary>On the nobody that an open page is left with once its session is over: a code of why.</summary>
    public const string EndedClaim = "session_ended";

    /// <summary>Null for a visitor, and for somebody who has a step of the sign-in before them.</summary>
    public static Actor? ToActor(this ClaimsPrincipal principal, string? ip = null)
    {
        if (principal.NextStep() is not null) return null;
        return Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            && Guid.TryParse(principal.FindFirstValue(AccountClaim), out var account)
            && Guid.TryParse(principal.FindFirstValue(SessionClaim), out var session)
                ? new Actor(ActorKind.Identity, id, principal.FindFirstValue(ClaimTypes.Name) ?? "", account, ip) { Session = session }
                : null;
    }

    public static SignInStep? NextStep(this ClaimsPrincipal principal) =>
        principal.FindFirstValue(NextStepClaim) is { } step ? Enum.Parse<SignInStep>(step) : null;
}
