namespace IdentityDashboard.Features.Roles;

internal static class RolesFeature
{
    public static IServiceCollection AddRoles(this IServiceCollection services) => services
        .AddSingleton<RoleGuard>()
        .AddSingleton<RoleService>()
        .AddSingleton<RolePermissionService>()
        .AddSingleton<PermissionService>()
        .AddSingleton<RoleQueries>()
        .AddSingleton<RoleRecords>();
}
