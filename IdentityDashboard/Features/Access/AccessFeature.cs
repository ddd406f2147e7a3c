using IdentityDashboard.Features.Audit;

namespace IdentityDashboard.Features.Access;

internal static class AccessFeature
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<AccessService>()
        .AddSingleton<GrantGuard>()
        .AddSingleton<GrantGuardBatch>()
        .AddSingleton<AssignmentBatch>()
        .AddSingleton<AssignmentWriter>()
        .AddSingleton<AccessQueries>()
        .AddSingleton<IAuditReaders, AuditReaders>();
}
