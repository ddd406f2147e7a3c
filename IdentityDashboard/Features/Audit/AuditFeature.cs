using IdentityDashboard.Features.Audit.Chain;
using IdentityDashboard.Platform.Commands;

namespace IdentityDashboard.Features.Audit;

internal static class AuditFeature
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton<AuditLog>()
        .AddSingleton<AuditQueries>()
        .AddSingleton<AuditNames>()
        .AddSingleton<AuditExport>()
        .AddSingleton<AuditUndos>()
        .AddSingleton<AuditSignal>()
        .AddSingleton<SealWriter>()
        .AddSingleton<ChainVerifier>()
        .AddSingleton<ICommand, AuditVerifyCommand>()
        .AddHostedService<AuditSealer>();

    public static void MapAudit(this IEndpointRouteBuilder app) => app.MapGet("/audit/export", AuditExportEndpoint.GetAsync).RequireAuthorization().WithName("AuditExport");
}
