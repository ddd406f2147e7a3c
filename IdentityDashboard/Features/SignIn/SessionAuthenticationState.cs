using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Asks every three seconds whether the person behind an open page may still be here (A44: at most 5 s).</summary>
internal sealed class SessionAuthenticationState(ILoggerFactory logs, SessionService sessions) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromSeconds(3);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (authenticationState.User.Identity?.IsAuthenticated != true) return true;
        var now = await sessions.CheckAsync(authenticationState.User, cancellationToken);
        return now is not null && !now.HasClaim(c => c.Type == ActorPrincipal.MustChangePasswordClaim);
    }
}
