using IdentityDashboard.Platform.Api.Document;
using IdentityDashboard.Platform.Api.Idempotency;

namespace IdentityDashboard.Platform.Api;

/// <summary>The REST API's door: who passes, how much, once only, and what a refusal looks like.</summary>
internal static class ApiFeature
{
    public const string Root = "/api/v1";

    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section)
            .Validate(o => o.CallsAtOnce > 0, "Api__CallsAtOnce must be a number above 0.")
            .Validate(o => o.CallsPerMinute > 0, "Api__CallsPerMinute must be a number above 0.")
            .Validate(o => o.MaxBodyBytes > 0, "Api__MaxBodyBytes must be a number above 0.").ValidateOnStart();
        return services
            .ConfigureHttpJsonOptions(o => ApiJson.Configure(o.SerializerOptions))
            .AddApiDocument()
            .AddSingleton<PageTokens>()
            .AddHostedService<IdempotencyPurge>();
    }

    public static void UseApi(this IApplicationBuilder app) => app.UseWhen(IsCall, api => api
        .UseMiddleware<ApiFailures>().UseMiddleware<ApiKeyGate>().UseMiddleware<ApiLimits>().UseMiddleware<IdempotencyKeys>());

    /// <param name="map">Maps the features' calls below <see cref="Root"/>.</param>
    public static void MapApi(this WebApplication app, Action<RouteGroupBuilder> map)
    {
        var api = app.MapGroup(Root).AllowAnonymous().DisableAntiforgery();
        map(api);
        api.MapNoSuchCall();
        app.MapApiDocument();
    }

    private static bool IsCall(HttpContext context) => context.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase);
}
