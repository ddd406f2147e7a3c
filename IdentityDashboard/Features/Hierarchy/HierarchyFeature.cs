namespace IdentityDashboard.Features.Hierarchy;

internal static class HierarchyFeature
{
    public static IServiceCollection AddHierarchy(this IServiceCollection services) => services
        .AddSingleton<HierarchyGate>()
        .AddSingleton<HierarchyQueries>()
        .AddSingleton<NodeBranches>()
        .AddSingleton<HierarchyService>()
        .AddSingleton<NodeTypesService>()
        .AddSingleton<RoleShifts>();
}
