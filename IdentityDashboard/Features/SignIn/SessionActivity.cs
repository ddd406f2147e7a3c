using Microsoft.AspNetCore.Components.Server.Circuits;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Whether somebody did something on an open page: a page left open doesn't keep its session from going idle.</summary>
internal sealed class SessionActivity : CircuitHandler
{
    private int _active = 1;

    /// <summary>Whether there was any since the last time this was asked.</summary>
    public bool Take() => Interlocked.Exchange(ref _active, 0) == 1;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => context =>
    {
        Interlocked.Exchange(ref _active, 1);
        return next(context);
    };
}
