using System.Diagnostics;
using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Goes through a file and takes down what each row would come to. Writes nothing but that (U55, U56); begun anew after a kill.</summary>
internal sealed class ImportCheck(IDbContextFactory<DashboardDbContext> dbs, ImportRows rows, RowJudge judge, ImportSecrets secrets, PasswordService passwords, AuditLog audit, TimeProvider clock)
{
    private const int StepRows = 1000;

    public async Task<ImportSession> OpenAsync(ImportJob job, ImportLease lease, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.ImportProblems.Where(p => p.ImportId == job.Id).ExecuteDeleteAsync(ct);
        await lease.KeepAsync(ct);
        return new ImportSession(await rows.OpenAsync(job, ct), new ImportMemory(clock), judge, dbs, StepRows);
    }

    /// <returns>Whether there is more to do.</returns>
    public async Task<bool> StepAsync(ImportJob job, JobLease lease, ImportSession session, CancellationToken ct)
    {
        var (order, tally) = (ImportOrder.Of(job), session.Tally);
        var batch = await session.NextAsync(order, ct);
        session.ReadOn(batch, order, ct);
        foreach (var row in batch.Rows) tally.Add(row);
        if (batch.IsEnd && tally.PasswordRows > 0) tally.HashingSeconds = await HashingSecondsAsync(tally.PasswordRows, ct);

        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await ImportRunner.HoldAsync(db, lease, ImportState.Checking, clock, ct) is not { } held) return false;
        Keep(db, job.Id, batch.Rows, tally);
        (held.Rows, held.Creates, held.Updates, held.Unchanged) = (tally.Rows, tally.Of(ImportVerdict.Create), tally.Of(ImportVerdict.Update), tally.Of(ImportVerdict.Unchanged));
        (held.Conflicts, held.Errors, held.Warnings, held.PasswordRows) = (tally.Of(ImportVerdict.Conflict), tally.Of(ImportVerdict.Error), tally.Warnings, tally.PasswordRows);
        if (batch.IsEnd) End(db, held, tally);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return !batch.IsEnd;
    }

    private void End(DashboardDbContext db, ImportJob job, ImportTally tally)
    {
        (job.State, job.Groups, job.HashingSeconds) = (job.RunsWhenChecked ? ImportState.Running : ImportState.Checked, JsonSerializer.Serialize(tally.Groups), tally.HashingSeconds);
        if (!job.RunsWhenChecked)
        {
            (job.LeasedBy, job.LeasedUntil) = (null, null);
            return;
        }

        audit.Add(db, ImportOrder.ActorOf(job), AuditActions.ImportStarted, ImportRun.TargetOf(job));
    }

    private void Keep(DashboardDbContext db, Guid importId, IReadOnlyList<JudgedRow> judged, ImportTally tally)
    {
        foreach (var row in judged.Where(r => r.Problems.Count > 0))
        {
            if (tally.Kept >= ImportProblem.MostKept || row.Row.Line <= tally.LastKept) continue;
            (tally.Kept, tally.LastKept) = (tally.Kept + 1, row.Row.Line);
            db.ImportProblems.Add(new ImportProblem { ImportId = importId, Line = row.Row.Line, Verdict = row.Verdict, Problems = JsonSerializer.Serialize(row.Problems), Cells = secrets.Seal(row.Row.Raw) });
        }
    }

    /// <summary>Measured here and now.</summary>
    private async Task<int> HashingSecondsAsync(int count, CancellationToken ct)
    {
        var since = Stopwatch.GetTimestamp();
        await passwords.HashAsync("how long does one of these take", ct);
        return (int)Math.Ceiling(Stopwatch.GetElapsedTime(since).TotalSeconds * count / PasswordService.Threads);
    }
}
