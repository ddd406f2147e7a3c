using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Access.Explain;
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
        .AddSingleton<AssignmentService>()
        .AddSingleton<AssignmentQueries>()
        .AddSingleton<AccessWays>()
        .AddSingleton<AccessLosses>()
        .AddSingleton<AccessExplainer>()
        .AddSingleton<WhoCanQueries>()
        .AddSingleton<IAuditReaders, AuditReaders>();
}
