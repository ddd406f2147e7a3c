namespace IdentityDashboard.Features.SetupGuide;

internal static class SetupGuideFeature
{
    public static IServiceCollection AddSetupGuide(this IServiceCollection services) => services.AddSingleton<SetupGuideService>();
}
