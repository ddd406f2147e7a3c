using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Whoever is at a step of the sign-in that is about factors, and what their browser is asked for.</summary>
internal static class FactorSession
{
    public const string SignInOptions = "/sign-in/passkey-options";
    public const string SecondFactorOptions = "/sign-in/second-factor/passkey-options";
    public const string AgainOptions = "/sign-in/again/passkey-options";
    public const string EnrolOptions = "/sign-in/set-up-factor/passkey-options";

    /// <summary>Null unless the session waits for exactly this step: a password alone adds no factor to those that are there (A17).</summary>
    public static Actor? At(HttpContext http, SignInStep step)
    {
        if (http.User.NextStep() != step || SessionClaims.Of(http.User) is not { } session) return null;
        return new Actor(ActorKind.Identity, session.IdentityId, http.User.Identity?.Name ?? "", session.AccountId, http.Connection.RemoteIpAddress?.ToString()) { Session = session.SessionId };
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(SignInOptions, async (HttpContext http, PasskeySignIn passkeys) => Answer(http, await passkeys.BeginAsync())).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(SecondFactorOptions, async (HttpContext http, PasskeySignIn passkeys, CancellationToken ct) =>
            Answer(http, At(http, SignInStep.SecondFactor) is { } actor ? await passkeys.BeginAsync(actor.AccountId, actor.Id, ct) : null)).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(AgainOptions, async (HttpContext http, PasskeySignIn passkeys, CancellationToken ct) =>
            Answer(http, http.User.ToActor() is { } actor ? await passkeys.BeginAsync(actor.AccountId, actor.Id, ct) : null)).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(EnrolOptions, async (HttpContext http, PasskeyService passkeys, CancellationToken ct) =>
        {
            var made = At(http, SignInStep.EnrolFactor) is { } actor ? await passkeys.BeginAsync(actor, ct) : FactorErrors.NoPasskey;
            return Answer(http, made.Succeeded ? made.Value : null);
        }).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Answer(HttpContext http, PasskeyChallenge? challenge)
    {
        http.Response.Headers.CacheControl = "no-store";
        return challenge is null ? Results.Json(new { }, statusCode: StatusCodes.Status403Forbidden) : Results.Json(new { options = challenge.Options, state = challenge.State });
    }
}
