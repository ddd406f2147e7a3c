using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform.Api;

namespace IdentityDashboard.Features.ApiKeys;

internal static class ApiKeysFeature
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services) => services
        .AddSingleton<ApiKeyService>()
        .AddSingleton<IApiKeys, ApiKeyDirectory>()
        .AddSingleton<IAuditSubjects, AuditKeys>();
}
