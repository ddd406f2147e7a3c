using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

internal sealed partial class ImportService
{
    /// <summary>Changes cells of one row and judges it anew (U57).</summary>
    public async Task<Result<ImportProblemRow>> FixAsync(Actor actor, Guid id, long line, IReadOnlyDictionary<ColumnTarget, string> cells, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await OpenAsync(db, actor, id, ct);
        if (found.Error is { } refusal) return refusal;
        var job = found.Value;
        if (job.State != ImportState.Checked) return ImportErrors.Unchecked;
        if (await db.ImportProblems.FirstOrDefaultAsync(p => p.ImportId == id && p.Line == line, ct) is not { } problem) return ImportErrors.LineGone;

        var raw = new Dictionary<ColumnTarget, string>(secrets.Cells(problem.Cells));
        foreach (var (target, value) in cells) raw[target] = value;
        var judged = await JudgeAsync(job, line, raw, ct);
        Count(job, problem.Verdict, ImportQueries.Problems(problem), -1);
        Count(job, judged.Verdict, judged.Problems, 1);
        db.ImportFixes.Add(new ImportFix { ImportId = id, Line = line, Cells = secrets.Seal(cells) });
        (problem.Verdict, problem.Problems, problem.Cells) = (judged.Verdict, JsonSerializer.Serialize(judged.Problems), secrets.Seal(raw));
        if (judged.Problems.Count == 0) db.ImportProblems.Remove(problem);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Jobs);
        return new ImportProblemRow(line, raw, judged.Problems);
    }

    /// <summary>Changes a value wherever a column has it, and checks again in the background.</summary>
    public async Task<Result<ImportView>> FixAlikeAsync(Actor actor, Guid id, ColumnTarget target, string from, string to, CancellationToken ct)
    {
        ImportChoices? choices = null;
        var changed = await ChangeAsync(actor, id, (db, job) =>
        {
            choices = ImportOrder.ChoicesOf(job);
            db.ImportFixes.Add(new ImportFix
            {
                ImportId = id, Cells = secrets.Seal(new Dictionary<ColumnTarget, string> { [target] = from }), Into = secrets.Seal(new Dictionary<ColumnTarget, string> { [target] = to }),
            });
            return Task.FromResult<Error?>(null);
        }, ct);
        return changed.Error is { } refusal ? refusal : await CheckAsync(actor, id, choices!, ct);
    }

    /// <summary>By itself: what other rows of the file say is asked again when it is written.</summary>
    private async Task<JudgedRow> JudgeAsync(ImportJob job, long line, IReadOnlyDictionary<ColumnTarget, string> raw, CancellationToken ct)
    {
        await using var reading = await dbs.CreateDbContextAsync(ct);
        var typing = await ImportRows.TypingAsync(reading, job, ct);
        var row = typing.Check(new ImportRow(line, raw) { Person = new NewIdentity("", "", "") }, raw);
        return (await judge.JudgeAsync(reading, ImportOrder.Of(job), [row], new ImportMemory(clock), ct))[0];
    }

    private static void Count(ImportJob job, ImportVerdict verdict, IReadOnlyList<RowProblem> problems, int by)
    {
        switch (verdict)
        {
            case ImportVerdict.Create: job.Creates += by; break;
            case ImportVerdict.Update: job.Updates += by; break;
            case ImportVerdict.Unchanged: job.Unchanged += by; break;
            case ImportVerdict.Conflict: job.Conflicts += by; break;
            default: job.Errors += by; break;
        }

        if (problems.Any(p => p.IsWarning)) job.Warnings += by;
        var groups = JsonSerializer.Deserialize<List<ImportProblemGroup>>(job.Groups)!;
        foreach (var problem in problems)
        {
            var place = groups.FindIndex(g => g.Sentence == problem.Sentence && g.Field == problem.Field && g.IsWarning == problem.IsWarning);
            if (place >= 0) groups[place] = groups[place] with { Count = groups[place].Count + by };
            else if (by > 0) groups.Add(new ImportProblemGroup(problem.Sentence, problem.Field, problem.IsWarning, by) { IsConflict = !problem.IsWarning && verdict == ImportVerdict.Conflict });
        }

        job.Groups = JsonSerializer.Serialize(groups.Where(g => g.Count > 0));
    }
}
