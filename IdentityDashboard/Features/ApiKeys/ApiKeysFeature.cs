using IdentityDashboard.Features.Audit;

namespace IdentityDashboard.Features.ApiKeys;

internal static class ApiKeysFeature
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services) => services
        .AddSingleton<ApiKeyService>()
        .AddSingleton<IAuditSubjects, AuditKeys>();
}
