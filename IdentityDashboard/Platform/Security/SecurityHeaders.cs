using System.Security.Cryptography;
using Microsoft.AspNetCore.Diagnostics;

namespace IdentityDashboard.Platform.Security;

/// <summary>Response headers of every page, and the check that live connections come from our own pages (A58).</summary>
internal static class SecurityHeaders
{
    private const string NonceKey = "csp-nonce";
    private const string HubPath = "/_blazor";
    private const int NonceBytes = 16;
    private const string ForAYear = "max-age=31536000; includeSubDomains";

    /// <summary>The nonce of this response, for the one inline script the framework writes (the import map).</summary>
    public static string CspNonce(this HttpContext context) =>
        context.Items[NonceKey] as string ?? (string)(context.Items[NonceKey] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes)))!;

    /// <param name="secure">People reach the app by TLS.</param>
    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app, bool secure) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        if (secure) headers.StrictTransportSecurity = ForAYear;
        headers.ContentSecurityPolicy = Policy(context.CspNonce());
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (context.Request.Path.StartsWithSegments(HubPath, StringComparison.OrdinalIgnoreCase) && !IsOwnOrigin(context.Request))
        {
            // The bare status: drawing a page for it would answer 400 to a POST.
            context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(context);
    });

    /// <summary>Dialogs position themselves by style attributes; style elements and scripts come from files only.</summary>
    private static string Policy(string nonce) =>
        $"default-src 'self'; script-src 'self' 'nonce-{nonce}'; connect-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
        + "img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private static bool IsOwnOrigin(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
