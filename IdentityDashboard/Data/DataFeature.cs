using IdentityDashboard.Data.Postgres;
using IdentityDashboard.Data.Sqlite;
using IdentityDashboard.Platform.Api.Idempotency;
using IdentityDashboard.Platform;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace IdentityDashboard.Data;

/// <summary>Chooses the database and offers it as <c>IDbContextFactory&lt;DashboardDbContext&gt;</c>.</summary>
internal static class DataFeature
{
    public const string ConnectionName = "Dashboard";
    private const int PreparedStatements = 200;
    private const int PreparedAfter = 3;

    public static WebApplicationBuilder AddData(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<DatabaseOptions>().BindConfiguration(DatabaseOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var options = builder.Configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();
        var connection = builder.Configuration.GetConnectionString(ConnectionName);

        if (options.IsPostgres) AddPostgres(services, connection);
        else AddSqlite(services, builder.Environment, connection);

        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<DashboardDbContext>>().CreateDbContext());
        services.AddSingleton<DatabaseMigrator>();
        services.AddSingleton<IIdempotencyStore, IdempotencyStore>();
        services.AddDashboardDataProtection(builder.Configuration, options);
        services.AddHealthChecks().AddDbContextCheck<DashboardDbContext>("database");
        return builder;
    }

    private static void AddPostgres(IServiceCollection services, string? connection)
    {
        var known = Prepared(connection ?? throw new InvalidOperationException("ConnectionStrings__Dashboard is required when Database__Provider is postgres."));
        services.AddDbContextFactory<PostgresDashboardDbContext>(o => o.UseNpgsql(known).ConfigureWarnings(Quiet));
        services.AddSingleton<IDbContextFactory<DashboardDbContext>, Factory<PostgresDashboardDbContext>>();
        services.AddSingleton<ISearchIndex, PostgresSearchIndex>();
        services.AddSingleton<PostgresRowWriter>();
        services.AddSingleton<IRowWriter>(provider => provider.GetRequiredService<PostgresRowWriter>());
        services.AddHostedService<PostgresStatistics>();
        services.AddHostedService(provider => new ChangeRelay(known, provider.GetRequiredService<ChangeFeed>(), provider.GetRequiredService<ILogger<ChangeRelay>>()));
        services.AddSingleton<ISqlDialect, PostgresDialect>();
    }

    /// <summary>
    /// Statements that come again are kept prepared on their connection, or the server plans each page's dozen anew; a
    /// connection string that says otherwise (a pooler between may not know prepared statements) is obeyed.
    /// </summary>
    private static string Prepared(string connection)
    {
        var settings = new NpgsqlConnectionStringBuilder(connection);
        if (settings.ShouldSerialize(nameof(settings.MaxAutoPrepare))) return connection;
        (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (PreparedStatements, PreparedAfter);
        return settings.ToString();
    }

    private static void AddSqlite(IServiceCollection services, IHostEnvironment environment, string? connection)
    {
        var settings = new SqliteConnectionStringBuilder(connection ?? "Data Source=data/identity-dashboard.db") { ForeignKeys = true };
        settings.DataSource = Path.GetFullPath(settings.DataSource, environment.ContentRootPath);
        services.AddSingleton(new SqliteFile(settings.DataSource));
        NativeMemory.Gather();
        var patience = settings.DefaultTimeout == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(settings.DefaultTimeout);
        services.AddSingleton(_ => new SqliteWriteQueue(patience));
        services.AddHostedService<SqliteCheckpoints>();
        services.AddDbContextFactory<SqliteDashboardDbContext>((provider, o) =>
            o.UseSqlite(settings.ToString()).AddInterceptors(new SqlitePragmas(), provider.GetRequiredService<SqliteWriteQueue>()).ConfigureWarnings(Quiet));
        services.AddSingleton<IDbContextFactory<DashboardDbContext>, Factory<SqliteDashboardDbContext>>();
        services.AddSingleton<ISearchIndex, SqliteSearchIndex>();
        services.AddSingleton<IRowWriter, SqliteRowWriter>();
        services.AddSingleton<ISqlDialect, SqliteDialect>();
    }

    /// <summary>
    /// Counting up to a limit and reading a table of one row need no order. A statement that fails is told by whoever
    /// made it: a name taken meanwhile is a refusal like any other, no page of the log.
    /// </summary>
    private static void Quiet(WarningsConfigurationBuilder warnings) => warnings
        .Ignore(CoreEventId.RowLimitingOperationWithoutOrderByWarning, CoreEventId.FirstWithoutOrderByAndFilterWarning)
        .Log((RelationalEventId.CommandError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug), (CoreEventId.OptimisticConcurrencyException, LogLevel.Debug));

    private sealed class Factory<TContext>(IDbContextFactory<TContext> inner) : IDbContextFactory<DashboardDbContext>
        where TContext : DashboardDbContext
    {
        public DashboardDbContext CreateDbContext() => inner.CreateDbContext();
    }
}

/// <summary>Full path of the database file.</summary>
internal sealed record SqliteFile(string Path);
