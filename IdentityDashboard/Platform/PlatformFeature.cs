namespace IdentityDashboard.Platform;

internal static class PlatformFeature
{
    public static IServiceCollection AddPlatform(this IServiceCollection services) => services
        .AddSingleton(TimeProvider.System)
        .AddSingleton<ChangeFeed>();
}
