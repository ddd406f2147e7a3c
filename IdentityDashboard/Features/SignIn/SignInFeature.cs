using IdentityDashboard.Data;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Who may open a page: the cookie, the pages without a live connection, and the rule for all the others.</summary>
internal static class SignInFeature
{
    private const string CookieName = "identity-dashboard";

    /// <summary>Longer than any policy lets a session live: the table of sessions decides.</summary>
    private static readonly TimeSpan CookieLength = TimeSpan.FromDays(31);

    public static WebApplicationBuilder AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddIdentityCore<Identity>().AddEntityFrameworkStores<DashboardDbContext>();
        services.AddSingleton<SessionService>();
        services.AddSingleton<SessionWatch>().AddHostedService(provider => provider.GetRequiredService<SessionWatch>());
        services.AddScoped<SessionCookieEvents>();
        services.AddScoped<SessionActivity>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<SessionActivity>());
        services.AddScoped<AuthenticationStateProvider, SessionAuthenticationState>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, cookie =>
        {
            cookie.Cookie.Name = CookieName;
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = CookieLength;
            cookie.SlidingExpiration = false;
            cookie.EventsType = typeof(SessionCookieEvents);
        });

        // The prefix keeps a neighbour's host or an unencrypted page from planting one.
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme).Configure<IOptions<PublicUrlOptions>>((cookie, url) =>
        {
            if (!url.Value.IsSecure) return;
            (cookie.Cookie.Name, cookie.Cookie.SecurePolicy, cookie.Cookie.Path) = ($"__Host-{CookieName}", CookieSecurePolicy.Always, "/");
        });

        // Somebody with a step of the sign-in before them is known but opens nothing yet, live connections included (A17).
        var everywhere = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(context => context.User.NextStep() is null).Build();
        services.AddAuthorizationBuilder().SetDefaultPolicy(everywhere).SetFallbackPolicy(everywhere);
        return builder;
    }

    public static void UseSignIn(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
        app.Use(LargeForms.RefuseAsync);
    }

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        FactorSession.Map(app);
        app.MapPost("/sign-out", SignOutAsync).AllowAnonymous().WithName("SignOut");
        app.MapPost("/account/sign-out-everywhere", SignOutEverywhereAsync).WithName("SignOutEverywhere");
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, SessionService sessions, CancellationToken ct)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest();
        await sessions.EndAsync(http, ct);
        return Results.LocalRedirect("/sign-in");
    }

    /// <summary>Ends all sessions of whoever asks, save for the one that asks: it gets a new cookie.</summary>
    private static async Task<IResult> SignOutEverywhereAsync(HttpContext http, IAntiforgery antiforgery, SessionEndings endings, SessionService sessions, CancellationToken ct)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return Results.BadRequest();
        if (http.User.ToActor(http.Connection.RemoteIpAddress?.ToString()) is not { } actor) return Results.LocalRedirect("/sign-in");
        if (!(await endings.EndAllAsync(actor, actor.Id, ct)).Succeeded) return Results.LocalRedirect("/sign-in");
        await sessions.RenewAsync(http, ct);
        return Results.LocalRedirect("/account?ended=others");
    }
}
