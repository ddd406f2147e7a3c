namespace IdentityDashboard.Features.Directory;

internal static class DirectoryFeature
{
    public static IServiceCollection AddDirectory(this IServiceCollection services) => services
        .AddSingleton<ListPreferences>()
        .AddSingleton<SavedViews>()
        .AddSingleton<FilterNames>()
        .AddScoped<UserActions>()
        .AddScoped<GroupActions>()
        .AddScoped<DirectoryDialogs>();
}
