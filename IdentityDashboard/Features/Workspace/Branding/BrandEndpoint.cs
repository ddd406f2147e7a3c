using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Workspace.Branding;

/// <summary>Serves logos. A file of somebody's choosing is shown as a picture or not at all, and never runs.</summary>
internal static class BrandEndpoint
{
    private const string Policy = "sandbox; default-src 'none'; frame-ancestors 'none'";
    private const string ForEver = "public, max-age=31536000, immutable";

    public static void MapBrand(this IEndpointRouteBuilder app) =>
        app.MapGet(BrandAddress.Pattern, GetAsync).AllowAnonymous().WithName("BrandLogo").ExcludeFromDescription();

    private static async Task<IResult> GetAsync(string slug, string version, HttpContext http, BrandService brands, CancellationToken ct)
    {
        if (await brands.LogoAsync(slug, version, ct) is not { } logo) return Results.NotFound();
        http.Response.Headers.ContentSecurityPolicy = Policy;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = ForEver;
        return Results.Bytes(logo.Bytes, logo.Type);
    }
}
