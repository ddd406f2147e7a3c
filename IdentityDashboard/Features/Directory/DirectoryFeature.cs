namespace IdentityDashboard.Features.Directory;

internal static class DirectoryFeature
{
    public static IServiceCollection AddDirectory(this IServiceCollection services) => services
        .AddScoped<DirectoryDialogs>();
}
