using System.Globalization;
using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>
/// Writes a file batch by batch. People, records, mails, the ledger's row and how far it is commit together; after a
/// kill the file is read again and rows that had their turn are passed over, so each is written exactly once.
/// </summary>
internal sealed class ImportRun(IDbContextFactory<DashboardDbContext> dbs, ImportRows rows, RowJudge judge, ImportHashing hashing, ImportWriter writer, AuditLog audit, TimeProvider clock)
{
    /// <summary>Rows of one transaction.</summary>
    public const int BatchSize = 1000;

    public async Task<ImportSession> OpenAsync(ImportJob job, ImportLease lease, CancellationToken ct)
    {
        var session = new ImportSession(await rows.OpenAsync(job, ct), new ImportMemory(clock), judge, dbs, BatchSize);
        if (job.Position > 0) await PassAsync(job, session, lease, ct);
        return session;
    }

    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> StepAsync(ImportJob job, JobLease lease, ImportSession session, CancellationToken ct)
    {
        var order = ImportOrder.Of(job);
        var batch = await session.NextAsync(order, ct);
        var people = ImportWriter.PeopleOf(order, batch.Rows);
        if (people.Any(p => p.Password is not null)) people = await hashing.HashAsync(people, new ImportLease(dbs, lease, clock), ct);

        session.ReadOn(batch, order, ct);
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await ImportRunner.HoldAsync(db, lease, ImportState.Running, clock, ct) is not { } held) return false;
        Enter(db, held, await writer.WriteAsync(db, order, batch.Rows, people, ct));
        if (batch.IsEnd) End(db, held, ImportState.Finished);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        if (order.Choices.SendEmail) writer.Wake();
        return held.State == ImportState.Running;
    }

    /// <summary>Leaves the next batch out: it failed again and again.</summary>
    public async Task GiveUpAsync(JobLease lease, ImportSession session, CancellationToken ct)
    {
        var read = await session.ReadAsync(BatchSize);
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await ImportRunner.HoldAsync(db, lease, ImportState.Running, clock, ct) is not { } held) return;
        Enter(db, held, [.. read.Select(r => new WrittenRow(r.Line, ImportOutcome.Failed, null, new RowFailure(r.Line, "", BatchWords.Failed)))]);
        if (read.Count < BatchSize) End(db, held, ImportState.Finished);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Also tells it in the audit; the caller saves.</summary>
    public void End(DashboardDbContext db, ImportJob job, ImportState state)
    {
        (job.State, job.FinishedAt, job.LeasedBy, job.LeasedUntil) = (state, clock.GetUtcNow(), null, null);
        audit.Add(db, ImportOrder.ActorOf(job), state == ImportState.Finished ? AuditActions.ImportFinished : AuditActions.ImportCancelled, TargetOf(job), Told(job));
    }

    public static AuditTarget TargetOf(ImportJob job) => new(AuditTarget.Import, job.Id, job.FileName);

    public static Changes Told(ImportJob job) => new Changes().Set("succeeded", null, Text(job.Done)).Set("failed", null, Text(job.Failed)).Set("skipped", null, Text(job.Skipped));

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private void Enter(DashboardDbContext db, ImportJob job, IReadOnlyList<WrittenRow> written)
    {
        if (written.Count == 0) return;
        var (made, failures) = (written.Select(w => w.Id).OfType<Guid>().ToList(), written.Select(w => w.Failure).OfType<RowFailure>().ToList());
        var (updated, skipped) = (written.Count(w => w.Outcome == ImportOutcome.Updated), written.Count(w => w.Outcome == ImportOutcome.Skipped));
        db.ImportBatches.Add(new ImportBatch
        {
            ImportId = job.Id, Number = job.Position, FirstLine = written[0].Line, LastLine = written[^1].Line, Rows = WrittenRow.Write(written), Done = made.Count + updated, Skipped = skipped,
            Made = ImportIds.Write(made), Updated = updated, Failed = failures.Count, Failures = JsonSerializer.Serialize(failures), At = clock.GetUtcNow(),
        });
        (job.Position, job.Made, job.Done) = (job.Position + written.Count, job.Made + made.Count, job.Done + made.Count + updated);
        (job.Failed, job.Skipped) = (job.Failed + failures.Count, job.Skipped + skipped);
    }

    /// <summary>Rows that had their turn: their addresses count as seen, unless they failed.</summary>
    private async Task PassAsync(ImportJob job, ImportSession session, ImportLease lease, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        for (var passed = 0; passed < job.Position;)
        {
            var batch = await db.ImportBatches.AsNoTracking().SingleAsync(b => b.ImportId == job.Id && b.Number == passed, ct);
            var failed = RowFailure.Read(batch.Failures).Select(f => f.Line).ToHashSet();
            var read = await session.ReadAsync(batch.Done + batch.Skipped + batch.Failed);
            foreach (var row in read.Where(r => !failed.Contains(r.Line))) RowJudge.Remember(row, session.Memory);
            passed += read.Count;
            await lease.KeepAsync(ct);
        }
    }
}
