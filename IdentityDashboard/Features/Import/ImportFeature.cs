using IdentityDashboard.Features.Import.Wizard;

namespace IdentityDashboard.Features.Import;

internal static class ImportFeature
{
    public static IServiceCollection AddImport(this IServiceCollection services)
    {
        services.AddOptions<ImportOptions>().BindConfiguration(ImportOptions.Section)
            .Validate(o => o.MaxFileMegabytes is >= 1 and <= 10_000, "Import__MaxFileMegabytes must be a number from 1 to 10000.").ValidateOnStart();
        return services
            .AddSingleton<ImportSignal>()
            .AddSingleton<ImportSecrets>()
            .AddSingleton<ImportFiles>()
            .AddSingleton<ImportRights>()
            .AddSingleton<ImportPlaces>()
            .AddSingleton<ImportRows>()
            .AddSingleton<RowJudge>()
            .AddSingleton<ImportHashing>()
            .AddSingleton<ImportWriter>()
            .AddSingleton<ImportCheck>()
            .AddSingleton<ImportRun>()
            .AddSingleton<ImportUndo>()
            .AddSingleton<ImportRunner>()
            .AddSingleton<ImportIntake>()
            .AddSingleton<ImportErrorFile>()
            .AddSingleton<ImportQueries>()
            .AddSingleton<ImportService>()
            .AddScoped<ImportScript>()
            .AddSingleton<ImportDownloads>()
            .AddSingleton<ImportPurge>()
            .AddHostedService<ImportPurgeJob>()
            .AddHostedService<ImportWorker>();
    }

    /// <summary>Files in and out, for the pages.</summary>
    public static void MapImport(this IEndpointRouteBuilder app) => app.MapImportFiles();
}
