namespace IdentityDashboard.Features.Lifecycle;

internal static class LifecycleFeature
{
    public static IServiceCollection AddLifecycle(this IServiceCollection services) => services
        .AddSingleton<PlannedEndService>()
        .AddSingleton<PlannedEndRun>()
        .AddSingleton<IDueWork>(provider => provider.GetRequiredService<PlannedEndRun>())
        .AddSingleton<InactivityService>()
        .AddSingleton<InactivityMail>()
        .AddSingleton<InactivityRun>()
        .AddSingleton<IDueWork>(provider => provider.GetRequiredService<InactivityRun>())
        .AddHostedService<LifecycleJob>();
}
