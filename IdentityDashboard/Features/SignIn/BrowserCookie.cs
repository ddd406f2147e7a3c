using IdentityDashboard.Features.Credentials.Protection;

namespace IdentityDashboard.Features.SignIn;

/// <summary>The cookie that says whom a browser signed in before, see <see cref="KnownBrowsers"/>. Signing out leaves it.</summary>
internal static class BrowserCookie
{
    private const string Name = "identity-dashboard-browser";

    public static string? Of(HttpContext http) => http.Request.Cookies[Name];

    public static async Task RememberAsync(HttpContext http, KnownBrowsers browsers, Guid identityId, CancellationToken ct)
    {
        var kept = await browsers.RememberAsync(Of(http), identityId, ct);
        http.Response.Cookies.Append(Name, kept, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = http.Request.IsHttps, MaxAge = KnownBrowsers.Kept, IsEssential = true });
    }
}
