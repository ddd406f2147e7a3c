using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Erases files that aren't needed any more; what became of their rows stays on record.</summary>
internal sealed class ImportPurge(IDbContextFactory<DashboardDbContext> dbs, TimeProvider clock)
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>A file with passwords, after its import ended.</summary>
    public static readonly TimeSpan KeptWithPasswords = TimeSpan.FromHours(24);

    /// <summary>A file that never arrived whole.</summary>
    private static readonly TimeSpan Upload = TimeSpan.FromHours(24);

    /// <returns>How many files were erased.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var (old, secret, half) = (now - Kept, now - KeptWithPasswords, now - Upload);
        var torn = await db.Imports.Where(i => i.ReceivedAt == null && i.CreatedAt < half).ExecuteDeleteAsync(ct);
        var due = await db.Imports.Where(i => i.ErasedAt == null && i.State != ImportState.Checking && i.State != ImportState.Running && i.UndoOf == null && i.ReceivedAt != null
            && (i.CreatedAt < old || (i.FinishedAt != null && i.FinishedAt < secret && (i.Mapping.Contains("\"password\"") || i.Mapping.Contains("\"password_hash\""))))).Select(i => i.Id).ToListAsync(ct);
        foreach (var id in due) await EraseAsync(id, now, ct);
        return torn + due.Count;
    }

    private async Task EraseAsync(Guid id, DateTimeOffset now, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.ImportChunks.Where(c => c.ImportId == id).ExecuteDeleteAsync(ct);
        await db.ImportFixes.Where(f => f.ImportId == id).ExecuteDeleteAsync(ct);
        await db.ImportProblems.Where(p => p.ImportId == id).ExecuteDeleteAsync(ct);
        await db.Imports.Where(i => i.Id == id).ExecuteUpdateAsync(s => s.SetProperty(i => i.ErasedAt, now).SetProperty(i => i.Head, Array.Empty<byte>()), ct);
        await transaction.CommitAsync(ct);
    }
}

/// <summary>Looks every hour for files to erase.</summary>
internal sealed class ImportPurgeJob(ImportPurge purge, TimeProvider clock, ILogger<ImportPurgeJob> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                await TryAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops.
        }
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await purge.RunAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "Files of old imports can't be erased. The next try is in an hour.");
        }
    }
}
