using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform.Jobs;

namespace IdentityDashboard.Features.Bulk;

internal static class BulkFeature
{
    public static IServiceCollection AddBulk(this IServiceCollection services) => services
        .AddSingleton<JobSignal>()
        .AddSingleton<BulkKinds>()
        .AddSingleton<BulkTargets>()
        .AddSingleton<BulkPreviews>()
        .AddSingleton<BulkQueries>()
        .AddSingleton<BulkNews>()
        .AddSingleton<BulkRunner>()
        .AddSingleton<BulkService>()
        .AddSingleton<IAuditUndo, BulkAuditUndo>()
        .AddHostedService<BulkWorker>();

    public static void MapBulk(this IEndpointRouteBuilder app) => app.MapGet("/jobs/{id:guid}/outcome.csv", BulkOutcomeFile.GetAsync).WithName("BulkOutcome");
}
