using IdentityDashboard.Features.Directory.Export;

namespace IdentityDashboard.Features.Directory;

internal static class DirectoryFeature
{
    public static IServiceCollection AddDirectory(this IServiceCollection services) => services
        .AddSingleton<ListPreferences>()
        .AddSingleton<PeopleExport>()
        .AddSingleton<GroupExport>()
        .AddSingleton<ExportRecord>()
        .AddSingleton<SavedViews>()
        .AddSingleton<FilterNames>()
        .AddScoped<UserActions>()
        .AddScoped<GroupActions>()
        .AddScoped<DirectoryDialogs>();

    public static void MapDirectory(this IEndpointRouteBuilder app) =>
        app.MapPost(ExportEndpoint.Path, ExportEndpoint.PostAsync).WithName("ExportList");
}
