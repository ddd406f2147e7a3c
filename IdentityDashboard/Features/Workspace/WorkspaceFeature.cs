using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace.Applications;
using IdentityDashboard.Features.Workspace.Branding;
using IdentityDashboard.Features.Workspace.FirstRun;

namespace IdentityDashboard.Features.Workspace;

internal static class WorkspaceFeature
{
    public static IServiceCollection AddWorkspace(this IServiceCollection services) => services
        .AddSingleton<AccountProvisioning>()
        .AddSingleton<EnvironmentSetup>()
        .AddSingleton<EnvironmentRemoval>()
        .AddSingleton<ApplicationQueries>()
        .AddSingleton<ApplicationService>()
        .AddSingleton<EnvironmentService>()
        .AddSingleton<ApplicationNews>()
        .AddSingleton<AccountDirectory>()
        .AddFirstRun()
        .AddSingleton<AccountSettings>()
        .AddSingleton<BrandService>()
        .AddSingleton<WorkspaceService>()
        .AddSingleton<IAccountOwners, OwnerService>();

    public static void MapWorkspace(this IEndpointRouteBuilder app) => app.MapBrand();
}
