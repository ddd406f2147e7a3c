using System.Diagnostics;
using IdentityDashboard.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IdentityDashboard.Benchmarks;

/// <summary>
/// The product's services exactly as its Program composes them, over the database of our choice, without a server
/// and without its background workers: the program is stopped at the moment its host is built.
/// </summary>
internal sealed class ProductHost : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IAsyncDisposable
{
    private static readonly AsyncLocal<ProductHost?> Building = new();
    private readonly List<IDisposable> subscriptions = [];
    private IHost? host;

    private ProductHost()
    {
    }

    public IServiceProvider Services => host!.Services;

    /// <param name="database">Null for the configured one.</param>
    /// <param name="folder">Where relative paths and <c>appsettings.json</c> are looked for; null for the current one.</param>
    public static async Task<ProductHost> OpenAsync(DatabaseChoice? database, string? folder = null)
    {
        var args = new List<string> { "--Mail:Mode=devbox", "--Logging:Console:LogLevel:Default=None" };
        if (folder is not null) args.Add($"--contentRoot={folder}");
        if (database is not null) args.AddRange([$"--Database:Provider={database.Provider}", $"--ConnectionStrings:Dashboard={database.Connection}"]);
        var product = new ProductHost();
        var thread = new Thread(() => product.Run([.. args])) { IsBackground = true };
        thread.Start();
        await Task.Run(thread.Join);
        if (product.host is null) throw new InvalidOperationException("The app ended before its host was built.");
        await product.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        return product;
    }

    public T Get<T>() where T : notnull => Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (Building.Value == this && value.Name == "Microsoft.Extensions.Hosting") subscriptions.Add(value.Subscribe(this));
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (Building.Value != this || value.Key != "HostBuilt") return;
        host = (IHost)value.Value!;
        throw new HostAbortedException();
    }

    void IObserver<DiagnosticListener>.OnCompleted()
    {
    }

    void IObserver<DiagnosticListener>.OnError(Exception error)
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    private void Run(string[] args)
    {
        Building.Value = this;
        using var all = DiagnosticListener.AllListeners.Subscribe(this);
        try
        {
            typeof(Program).Assembly.EntryPoint!.Invoke(null, [args]);
        }
        catch (System.Reflection.TargetInvocationException e) when (e.InnerException is HostAbortedException)
        {
            // As intended: the host is ours now.
        }
        finally
        {
            subscriptions.ForEach(s => s.Dispose());
        }
    }
}

/// <summary>A database other than the configured one.</summary>
internal sealed record DatabaseChoice(string Provider, string Connection)
{
    public bool IsPostgres => Provider == DatabaseOptions.Postgres;

    public static DatabaseChoice SqliteFile(string path) => new(DatabaseOptions.Sqlite, $"Data Source={Path.GetFullPath(path)}");

    /// <summary>From <c>--sqlite PATH</c> or <c>--database postgres --connection TEXT</c>; null when neither is given.</summary>
    public static DatabaseChoice? From(Arguments arguments) => (arguments.Text("sqlite"), arguments.Text("database")) switch
    {
        ({ Length: > 0 } path, _) => SqliteFile(path),
        (_, DatabaseOptions.Postgres) => new(DatabaseOptions.Postgres, arguments.Text("connection") ?? throw new UsageException("--database postgres needs --connection \"Host=...;Database=...\".")),
        (_, null or "sqlite") => arguments.Text("connection") is { } connection ? new(DatabaseOptions.Sqlite, connection) : null,
        _ => throw new UsageException("--database is sqlite or postgres."),
    };
}
