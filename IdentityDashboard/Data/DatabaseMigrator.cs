using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Data;

/// <summary>
/// Brings the database to this version at start. On SQLite, EF Core marks a running migration with a row that a
/// killed process leaves behind, and the next start would wait for it for ever (R18). A file lock, which the
/// operating system releases with the process, says whether anybody really is migrating: who holds it may clear the row.
/// </summary>
internal sealed class DatabaseMigrator(IDbContextFactory<DashboardDbContext> dbs, IServiceProvider services, ILogger<DatabaseMigrator> log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <exception cref="InvalidOperationException">Another process has been migrating for longer than 25 seconds.</exception>
    public async Task MigrateAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var file = services.GetService<SqliteFile>();
        if (file is null)
        {
            await db.Database.MigrateAsync(ct);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        await using var held = await LockAsync(file.Path + ".migrating", ct);
        if (File.Exists(file.Path)) await ClearStaleLockAsync(db, ct);
        await db.Database.MigrateAsync(ct);
    }

    private async Task ClearStaleLockAsync(DashboardDbContext db, CancellationToken ct)
    {
        var exists = await db.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM sqlite_master WHERE name = '__EFMigrationsLock'").SingleAsync(ct);
        if (exists == 0) return;
        var cleared = await db.Database.ExecuteSqlAsync($"DELETE FROM \"__EFMigrationsLock\"", ct);
        if (cleared > 0) log.LogWarning("An earlier start was ended in the middle of a migration. Its lock is cleared and the migration goes on.");
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken ct)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited < Patience)
            {
                await Task.Delay(Pause, ct);
            }
            catch (IOException e)
            {
                throw new InvalidOperationException($"Another process has been migrating the database for {Patience.TotalSeconds} s (it holds {path}). Wait for it or end it, then start again.", e);
            }
        }
    }
}
