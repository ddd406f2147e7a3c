using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Reads imports for those who may see them.</summary>
internal sealed class ImportQueries(IDbContextFactory<DashboardDbContext> dbs, ImportRights rights, ImportSecrets secrets, TimeProvider clock)
{
    private const int PartRows = 500;

    public async Task<Result<ImportView>> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var job = await FindAsync(db, actor, id, ct);
        return job is null ? ImportErrors.NotFound : (await ViewsAsync(db, [job], ct))[0];
    }

    /// <summary>The newest first. Ids are made in the order of time, so they page by themselves.</summary>
    public async Task<IReadOnlyList<ImportView>> ListAsync(Actor actor, Guid? environmentId, Guid? before, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var jobs = (await rights.VisibleAsync(db, actor, ct)).AsNoTracking();
        if (environmentId is { } environment) jobs = jobs.Where(i => i.EnvironmentId == environment);
        if (before is { } last) jobs = jobs.Where(i => i.Id.CompareTo(last) < 0);
        return await ViewsAsync(db, await jobs.OrderByDescending(i => i.Id).Take(take).ToListAsync(ct), ct);
    }

    /// <summary>One the actor may see, or null. Not tracked.</summary>
    public async Task<ImportJob?> FindAsync(DashboardDbContext db, Actor actor, Guid id, CancellationToken ct) =>
        await (await rights.VisibleAsync(db, actor, ct)).AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct);

    public async Task<IReadOnlyList<ImportProblemGroup>> GroupsAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await FindAsync(db, actor, id, ct) is { } job ? JsonSerializer.Deserialize<List<ImportProblemGroup>>(job.Groups)! : [];
    }

    public async Task<IReadOnlyList<ImportProblemRow>> ProblemsAsync(Actor actor, Guid id, string? sentence, long afterLine, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await FindAsync(db, actor, id, ct) is null) return [];
        var (found, after) = (new List<ImportProblemRow>(), afterLine);
        while (found.Count < take)
        {
            var part = await db.ImportProblems.AsNoTracking().Where(p => p.ImportId == id && p.Line > after).OrderBy(p => p.Line).Take(PartRows).ToListAsync(ct);
            foreach (var row in part)
            {
                var problems = Problems(row);
                if (found.Count < take && (sentence is null || problems.Any(p => p.Sentence == sentence))) found.Add(new ImportProblemRow(row.Line, secrets.Cells(row.Cells), problems));
            }

            if (part.Count < PartRows) break;
            after = part[^1].Line;
        }

        return found;
    }

    /// <summary>What became of rows, in the order of the file.</summary>
    public async Task<IReadOnlyList<WrittenRow>> RowsAsync(Actor actor, Guid id, ImportOutcome? outcome, long afterLine, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await FindAsync(db, actor, id, ct) is null) return [];
        var (found, number) = (new List<WrittenRow>(), -1);
        while (found.Count < take)
        {
            var batch = await db.ImportBatches.AsNoTracking().Where(b => b.ImportId == id && b.Number > number && b.LastLine > afterLine && (outcome != ImportOutcome.Failed || b.Failed > 0))
                .OrderBy(b => b.Number).FirstOrDefaultAsync(ct);
            if (batch is null) break;
            found.AddRange(WrittenRow.Read(batch).Where(r => r.Line > afterLine && (outcome is null || r.Outcome == outcome)).Take(take - found.Count));
            number = batch.Number;
        }

        return found;
    }

    public static IReadOnlyList<RowProblem> Problems(ImportProblem row) => JsonSerializer.Deserialize<List<RowProblem>>(row.Problems)!;

    private async Task<IReadOnlyList<ImportView>> ViewsAsync(DashboardDbContext db, List<ImportJob> jobs, CancellationToken ct)
    {
        var ids = jobs.Select(j => j.Id).ToList();
        var undone = (await db.Imports.Where(i => i.UndoOf != null && ids.Contains(i.UndoOf.Value)).Select(i => new { Of = i.UndoOf!.Value, i.Id }).ToListAsync(ct)).ToLookup(i => i.Of, i => i.Id);
        return [.. jobs.Select(j => View(j, undone[j.Id].Select(id => (Guid?)id).FirstOrDefault()))];
    }

    private ImportView View(ImportJob job, Guid? undoneBy)
    {
        var (mapping, head) = (new ColumnMapping(TargetText.ReadAll(job.Mapping)), secrets.Head(job.Head));
        var isChecked = job.State is not (ImportState.Uploaded or ImportState.Checking) && job.UndoOf is null;
        var canUndo = job is { UndoOf: null, Made: > 0 } && undoneBy is null && job.FinishedAt > clock.GetUtcNow() - ImportUndo.Within;
        return new ImportView(
            job.Id, job.Mode, job.State, job.FileName, job.Reading == "{}" ? new FileReading(ImportFormat.Csv, TextEncodings.Utf8, false, null, true) : JsonSerializer.Deserialize<FileReading>(job.Reading)!,
            job.Problem, Columns(job, head, mapping), job.UndoOf is null ? mapping.Missing(job.Mode != ImportMode.Invite) : [], ImportOrder.ChoicesOf(job),
            isChecked ? new ImportCounts(job.Rows, job.Creates, job.Updates, job.Unchanged, job.Conflicts, job.Errors, job.Warnings) : null, Progress(job),
            job.HashingSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, job.PasswordRows, job.CreatedAt, job.FinishedAt, canUndo, job.UndoOf, job.ActorName)
        {
            EnvironmentId = job.EnvironmentId, ApplicationId = job.ApplicationId, UndoneBy = undoneBy, Failure = job.Failure, FirstRows = [.. head.Rows.Select(row => row.Zip(mapping.Targets, Shown).ToList())],
        };
    }

    private static string Shown(string text, ColumnTarget target) => text.Length > 0 && target.Field is ImportField.Password or ImportField.PasswordHash ? "••••••••" : text;

    private static IReadOnlyList<ImportColumn> Columns(ImportJob job, ImportHead head, ColumnMapping mapping) =>
        [.. head.Columns.Select((name, i) => new ImportColumn(name, mapping.Targets[i], [.. head.Samples[i].Select(text => Shown(text, mapping.Targets[i]))], job.MappingOrigin == MappingOrigin.Guessed, job.MappingOrigin == MappingOrigin.Remembered))];

    private static ImportProgress Progress(ImportJob job) => job.State switch
    {
        ImportState.Checking => new ImportProgress(0, job.Rows, 0, 0),
        ImportState.Uploaded => new ImportProgress(0, 0, 0, 0),
        _ => new ImportProgress(job.Rows, job.Done, job.Failed, job.Skipped),
    };
}
