using System.Security.Claims;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Extensions;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Asks the database at every request whether the cookie still holds, and says where people without one go.</summary>
internal sealed class SessionCookieEvents(SessionService sessions, AccountDirectory accounts) : CookieAuthenticationEvents
{
    private const string HubPath = "/_blazor";
    private static readonly object EndedKey = new();

    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var now = await sessions.CheckAsync(context.Principal!, context.HttpContext.RequestAborted);
        if (now is null)
        {
            context.HttpContext.Items[EndedKey] = await sessions.WhyEndedAsync(context.Principal!, context.HttpContext.RequestAborted);
            context.RejectPrincipal();
            // Only a page can say why. What its script asks meanwhile leaves the cookie, so that the page still can.
            if (IsNavigation(context.Request)) await context.HttpContext.SignOutAsync(context.Scheme.Name);
        }
        else if (!SaysTheSame(context.Principal!, now))
        {
            context.ReplacePrincipal(now);
            context.ShouldRenew = true;
        }
    }

    /// <summary>The wanted address comes back after sign-in (U8). Before the first run there is nothing to sign in to.</summary>
    public override async Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (IsHub(context)) Refuse(context, StatusCodes.Status401Unauthorized);
        else if (!await accounts.AnyAsync(context.HttpContext.RequestAborted)) context.Response.Redirect("/setup");
        else context.Response.Redirect("/sign-in" + Back(context.Request, context.HttpContext.Items[EndedKey] as string));
    }

    /// <summary>The only ones known and yet refused have a step of the sign-in before them.</summary>
    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context)
    {
        if (IsHub(context) || context.HttpContext.User.NextStep() is not { } step) Refuse(context, StatusCodes.Status403Forbidden);
        else context.Response.Redirect(SignInStepPages.PathOf(step) + Back(context.Request));
        return Task.CompletedTask;
    }

    private static bool IsNavigation(HttpRequest request) => request.Headers["Sec-Fetch-Mode"].ToString() is "" or "navigate";

    private static bool IsHub(RedirectContext<CookieAuthenticationOptions> context) =>
        context.Request.Path.StartsWithSegments(HubPath, StringComparison.OrdinalIgnoreCase);

    /// <summary>The bare status: no page is drawn for a live connection.</summary>
    private static void Refuse(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        context.HttpContext.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        context.Response.StatusCode = status;
    }

    private static string Back(HttpRequest request, string? ended = null)
    {
        var wanted = $"{request.Path}{request.QueryString}";
        var query = new QueryBuilder();
        if (HttpMethods.IsGet(request.Method) && wanted != "/") query.Add("returnUrl", wanted);
        if (ended is not null) query.Add("ended", ended);
        return query.ToString();
    }

    private static bool SaysTheSame(ClaimsPrincipal one, ClaimsPrincipal other) =>
        one.Claims.Select(c => (c.Type, c.Value)).ToHashSet().SetEquals(other.Claims.Select(c => (c.Type, c.Value)));
}
