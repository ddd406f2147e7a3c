using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace IdentityDashboard.Platform.Api;

/// <summary>What no call answers: 415 where another kind of body would be taken, 405 where another method, else 404. Without it the address would be a page's.</summary>
internal static class NoSuchCall
{
    private const string GuidPolicy = "guid";

    public static void MapNoSuchCall(this IEndpointRouteBuilder api) => api.Map("/{**rest}", Answer).ExcludeFromDescription();

    private static IResult Answer(HttpContext http, EndpointDataSource calls)
    {
        var methods = calls.Endpoints.OfType<RouteEndpoint>().Where(c => IsCall(c.RoutePattern) && Matches(c.RoutePattern, http.Request.Path))
            .SelectMany(c => c.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (methods.Count == 0) return ApiErrors.NoRoute.ToHttp();
        if (methods.Contains(http.Request.Method, StringComparer.Ordinal)) return ApiErrors.NotJson.ToHttp();
        http.Response.Headers.Allow = string.Join(", ", methods);
        return ApiErrors.NoMethod.ToHttp();
    }

    private static bool IsCall(RoutePattern pattern) => pattern.RawText?.StartsWith(ApiFeature.Root, StringComparison.OrdinalIgnoreCase) == true;

    private static bool Matches(RoutePattern pattern, PathString path)
    {
        var values = new RouteValueDictionary();
        return new TemplateMatcher(new RouteTemplate(pattern), []).TryMatch(path, values)
            && pattern.ParameterPolicies.All(p => p.Value.All(policy => policy.Content != GuidPolicy || Guid.TryParse(values[p.Key]?.ToString(), out _)));
    }
}
