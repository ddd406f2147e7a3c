namespace IdentityDashboard.Platform;

internal static class PlatformFeature
{
    public static IServiceCollection AddPlatform(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<ChangeFeed>()
        .AddSingleton<Jobs.JobNews>()
        .AddPublicUrl();

    private static IServiceCollection AddPublicUrl(this IServiceCollection services)
    {
        services.AddOptions<PublicUrlOptions>()
            .Configure<IConfiguration>((options, configuration) =>
            {
                if (configuration[PublicUrlOptions.Key] is not { Length: > 0 } configured) return;
                (options.Base, options.IsConfigured) = (configured.TrimEnd('/'), true);
            })
            .Validate(o => o.IsValid, "PublicUrl must be an absolute http or https address without a query, like https://identity.example.com.")
            .ValidateOnStart();
        return services.AddHostedService<PublicUrlStart>();
    }
}
