using IdentityDashboard.Data.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Support;

/// <summary>A folder with a migrated SQLite database: migrated once per run, copied for each test.</summary>
internal sealed class SqliteFolder : IAsyncDisposable
{
    /// <summary>In memory where <c>TEST_SQLITE</c> names such a folder: what is flushed to a disk, a test waits for.</summary>
    private static readonly string Root = Environment.GetEnvironmentVariable("TEST_SQLITE") is { Length: > 0 } folder ? folder : System.IO.Path.GetTempPath();

    private static readonly Lazy<Task<byte[]>> Migrated = new(MigrateAsync);

    private SqliteFolder(string path) => Path = path;

    public string Path { get; }

    public string ConnectionString => $"Data Source={System.IO.Path.Combine(Path, "dashboard.db")}";

    public static async Task<SqliteFolder> CreateAsync()
    {
        var folder = new SqliteFolder(Directory.CreateDirectory(System.IO.Path.Combine(Root, $"dashboard-{Guid.NewGuid():N}")).FullName);
        await File.WriteAllBytesAsync(System.IO.Path.Combine(folder.Path, "dashboard.db"), await Migrated.Value);
        return folder;
    }

    public ValueTask DisposeAsync()
    {
        using (var connection = new SqliteConnection(ConnectionString)) SqliteConnection.ClearPool(connection);
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A connection of the ending app still holds the file; the run's temp folder goes as a whole.
        }

        return ValueTask.CompletedTask;
    }

    private static async Task<byte[]> MigrateAsync()
    {
        var file = System.IO.Path.Combine(Directory.CreateTempSubdirectory("dashboard-template-").FullName, "template.db");
        var options = new DbContextOptionsBuilder<SqliteDashboardDbContext>().UseSqlite($"Data Source={file};Pooling=False").Options;
        await using (var db = new SqliteDashboardDbContext(options))
        {
            await db.Database.MigrateAsync();
            await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        return await File.ReadAllBytesAsync(file);
    }
}
