namespace IdentityDashboard.Features.Audit;

internal static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditLog>()
        .AddSingleton<AuditQueries>();
}
