using System.Collections.Concurrent;
using IdentityDashboard.Data;
using IdentityDashboard.Data.Postgres;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Support;

/// <summary>Which database a test runs on; tests that touch data take it as <c>[InlineData]</c> or through <see cref="BothDatabases"/>.</summary>
public enum Database
{
    Sqlite,
    Postgres,
}

/// <summary>Every test on every database: <c>[Theory, ClassData(typeof(BothDatabases))]</c>.</summary>
public sealed class BothDatabases : TheoryData<Database>
{
    public BothDatabases() => AddRange(Database.Sqlite, Database.Postgres);
}

/// <summary>
/// The real app on a port of its own, over a fresh migrated database. Without options the app is shared by all tests
/// of a database, each of which makes its own account; with options it is the test's own.
/// </summary>
internal sealed class TestApp : IAsyncDisposable
{
    /// <summary>A two-hundredth of what the product takes: nearly every test makes an administrator and signs in.</summary>
    private const int HashRounds = 1_000;

    private static readonly ConcurrentDictionary<Database, Lazy<Task<TestApp>>> Shared = new();

    private readonly Factory factory;
    private readonly IAsyncDisposable? storage;
    private readonly Database database;
    private readonly string connection;

    private TestApp(Factory factory, IAsyncDisposable? storage, Database database, string connection) =>
        (this.factory, this.storage, this.database, this.connection) = (factory, storage, database, connection);

    public IServiceProvider Services => factory.Services;

    /// <summary>Where it listens, such as <c>http://127.0.0.1:41234</c>.</summary>
    public string Url { get; private init; } = "";

    public IDbContextFactory<DashboardDbContext> Dbs => Service<IDbContextFactory<DashboardDbContext>>();

    /// <summary>The app shared by this database's tests. It has many accounts: sign in at <c>/a/{slug}/sign-in</c>.</summary>
    public static Task<TestApp> SharedAsync(Database database)
    {
        if (database == Database.Postgres) Assert.SkipUnless(TestPostgres.IsAvailable, TestPostgres.Missing);
        return Shared.GetOrAdd(database, d => new Lazy<Task<TestApp>>(() => StartAsync(d))).Value;
    }

    /// <summary>An app of the test's own on an empty database.</summary>
    /// <param name="settings">Configuration keys with colons, such as <c>Mail:Mode</c>.</param>
    /// <param name="services">Replaces services, such as the clock.</param>
    /// <param name="connecting">Added to the connection string, such as <c>Default Timeout=1</c>.</param>
    public static async Task<TestApp> StartAsync(
        Database database = Database.Sqlite, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, string? connecting = null)
    {
        var (storage, connection) = await StorageAsync(database);
        return Start(database, storage, $"{connection};{connecting}", settings, services);
    }

    /// <summary>On a database that exists already.</summary>
    public static Task<TestApp> StartAsync(SqliteFolder folder, IReadOnlyDictionary<string, string?>? settings = null) =>
        Task.FromResult(Start(Database.Sqlite, folder, folder.ConnectionString, settings, null));

    /// <summary>Another instance on the same database, to be disposed before this one.</summary>
    public TestApp Beside(IReadOnlyDictionary<string, string?>? settings = null, string? connecting = null) => Start(database, null, $"{connection};{connecting}", settings, null);

    private static TestApp Start(
        Database database, IAsyncDisposable? storage, string connection, IReadOnlyDictionary<string, string?>? settings, Action<IServiceCollection>? services)
    {
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>(), StringComparer.OrdinalIgnoreCase)
        {
            ["Database:Provider"] = database == Database.Postgres ? "postgres" : "sqlite",
            ["ConnectionStrings:Dashboard"] = connection,
        };
        all.TryAdd("Mail:Mode", "devbox");
        all.TryAdd("environment", "Development");
        var host = new Factory(all, services);
        host.UseKestrel(0);
        host.StartServer();
        return new TestApp(host, storage, database, connection) { Url = host.ClientOptions.BaseAddress.ToString().TrimEnd('/') };
    }

    public T Service<T>() where T : notnull => factory.Services.GetRequiredService<T>();

    /// <summary>A browser-like client: keeps cookies, doesn't follow redirects.</summary>
    public HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new System.Net.CookieContainer() }) { BaseAddress = new Uri(Url) };

    /// <summary>A new account with its first administrator, who is Owner and Admin.</summary>
    public async Task<TestAccount> AccountAsync(string name = "Halden Group")
    {
        var email = $"nora.{Guid.NewGuid():N}@halden.example";
        var created = await Service<AccountProvisioning>().CreateAsync(new NewAccount(name, email, "Nora", "Lindqvist", TestAccount.Password), null, CancellationToken.None);
        var actor = new Actor(ActorKind.Identity, created.Value.AdministratorId, "Nora Lindqvist", created.Value.AccountId);
        var view = await Service<WorkspaceService>().GetAsync(actor, CancellationToken.None);
        return new TestAccount(created.Value.AccountId, created.Value.Slug, actor, email, view);
    }

    public async ValueTask DisposeAsync()
    {
        await factory.DisposeAsync();
        if (storage is not null) await storage.DisposeAsync();
    }

    private static async Task<(IAsyncDisposable Storage, string Connection)> StorageAsync(Database database)
    {
        if (database == Database.Sqlite)
        {
            var folder = await SqliteFolder.CreateAsync();
            return (folder, folder.ConnectionString);
        }

        var template = await TestPostgres.TemplateAsync("migrated", MigratePostgresAsync);
        var created = await TestPostgres.CreateDatabaseAsync(template);
        return (created, created.ConnectionString);
    }

    private static async Task MigratePostgresAsync(string connection)
    {
        var options = new DbContextOptionsBuilder<PostgresDashboardDbContext>().UseNpgsql(connection).Options;
        await using var db = new PostgresDashboardDbContext(options);
        await db.Database.MigrateAsync();
    }

    private sealed class Factory(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? services) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
            builder.ConfigureServices(all => all.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = HashRounds));
            if (services is not null) builder.ConfigureServices(services);
        }
    }
}

/// <summary>An account made for one test.</summary>
internal sealed record TestAccount(Guid Id, string Slug, Actor Admin, string AdminEmail, WorkspaceView View)
{
    public const string Password = "harbour-lamp-27";

    public WorkspaceChoice Development => View.Choices.Single(c => c.Kind == EnvironmentKind.Development);

    public WorkspaceChoice Production => View.Choices.Single(c => c.Kind == EnvironmentKind.Production);
}
