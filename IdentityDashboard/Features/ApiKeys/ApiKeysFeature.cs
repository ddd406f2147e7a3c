using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform.Api;

namespace IdentityDashboard.Features.ApiKeys;

internal static class ApiKeysFeature
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services) => services
        .AddSingleton<ApiKeyWriter>()
        .AddSingleton<ApiKeyGuard>()
        .AddSingleton<ApiKeyService>()
        .AddSingleton<ApiKeyQueries>()
        .AddSingleton<IMadeKeys, MadeKeys>()
        .AddSingleton<ApiKeyDirectory>()
        .AddSingleton<IApiKeys>(provider => provider.GetRequiredService<ApiKeyDirectory>())
        .AddSingleton<IAuditSubjects, AuditKeys>();
}
