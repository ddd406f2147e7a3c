using IdentityDashboard.Features.Access.Api;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Features.Audit;

namespace IdentityDashboard.Features.Access;

internal static class AccessFeature
{
    public static IServiceCollection AddAccess(this IServiceCollection services) => services
        .AddSingleton<AccessService>()
        .AddSingleton<SightService>()
        .AddSingleton<VisibleRoles>()
        .AddSingleton<GrantGuard>()
        .AddSingleton<GrantGuardBatch>()
        .AddSingleton<AssignmentBatch>()
        .AddSingleton<AssignmentMatrix>()
        .AddSingleton<AssignmentWriter>()
        .AddSingleton<AccessQueries>()
        .AddSingleton<AssignmentGrants>()
        .AddSingleton<AssignmentService>()
        .AddSingleton<AssignmentQueries>()
        .AddSingleton<AssignmentList>()
        .AddSingleton<AssignmentCreation>()
        .AddSingleton<AccessDecisions>()
        .AddSingleton<AccessEvaluator>()
        .AddSingleton<Evaluations>()
        .AddSingleton<AccessWays>()
        .AddSingleton<AccessLosses>()
        .AddSingleton<AccessExplainer>()
        .AddSingleton<WhoCanQueries>()
        .AddSingleton<IAuditReaders, AuditReaders>();
}
