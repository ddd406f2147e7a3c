namespace IdentityDashboard.Features.Workspace.FirstRun;

internal static class FirstRunFeature
{
    public static IServiceCollection AddFirstRun(this IServiceCollection services)
    {
        services.AddOptions<BootstrapOptions>().BindConfiguration(BootstrapOptions.Section);
        return services
            .AddSingleton<FirstRunService>()
            .AddHostedService<FirstRunStart>();
    }
}
