using System.Security.Claims;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace IdentityDashboard.Features.SignIn;

/// <summary>
/// Who is behind an open page. Once <see cref="SessionWatch"/> finds that they may no longer be here, it is nobody,
/// with the reason as a claim.
/// </summary>
internal sealed class SessionAuthenticationState : ServerAuthenticationStateProvider, IDisposable
{
    private readonly SessionWatch _watch;
    private readonly SessionActivity _activity;
    private IDisposable? _watched;
    private bool _disposed;

    public SessionAuthenticationState(SessionWatch watch, SessionActivity activity)
    {
        (_watch, _activity) = (watch, activity);
        AuthenticationStateChanged += OnChanged;
    }

    public void Dispose()
    {
        AuthenticationStateChanged -= OnChanged;
        _disposed = true;
        _watched?.Dispose();
    }

    /// <summary>Called when the circuit begins, and again from <see cref="End"/>.</summary>
    private void OnChanged(Task<AuthenticationState> state) => _ = FollowAsync(state);

    private async Task FollowAsync(Task<AuthenticationState> state)
    {
        var user = (await state).User;
        _watched?.Dispose();
        // Who has a step of the sign-in before them has no live page, and isn't to be thrown out of the one that asks for it.
        var session = user.NextStep() is null ? SessionClaims.Of(user) : null;
        _watched = session is null || _disposed ? null : _watch.Add(session, _activity, End);
    }

    private void End(string reason)
    {
        var nobody = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ActorPrincipal.EndedClaim, reason)]));
        SetAuthenticationState(Task.FromResult(new AuthenticationState(nobody)));
    }
}
