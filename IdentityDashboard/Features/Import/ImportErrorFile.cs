using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform.Csv;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>
/// The rows that failed as a CSV file that imports again: the mapped columns under names that map by themselves, and
/// what is wrong in the last column (U60). Formulas are neutralised in a way that reading undoes (A54).
/// </summary>
internal sealed class ImportErrorFile(IDbContextFactory<DashboardDbContext> dbs, ImportRows rows, ImportSecrets secrets)
{
    public const string ProblemColumn = "problem";
    private const int Part = 500;

    /// <summary>The same for reading forward, written while it is read.</summary>
    public Stream Read(ImportJob job, CancellationToken ct)
    {
        var pipe = new Pipe();
        _ = WriteAllAsync();
        return pipe.Reader.AsStream();

        async Task WriteAllAsync()
        {
            try
            {
                await using (var stream = pipe.Writer.AsStream(leaveOpen: true)) await WriteAsync(job, stream, ct);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception e)
            {
                await pipe.Writer.CompleteAsync(e);
            }
        }
    }

    public async Task WriteAsync(ImportJob job, Stream stream, CancellationToken ct)
    {
        IReadOnlyList<ColumnTarget> columns = [.. TargetText.ReadAll(job.Mapping).Where(t => t.Field != ImportField.None)];
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync($"{string.Join(',', columns.Select(TargetText.Write))},{ProblemColumn}\r\n");
        await foreach (var (raw, problem) in job.Position > 0 ? RunAsync(job, ct) : CheckedAsync(job, ct))
        {
            await writer.WriteAsync($"{string.Join(',', columns.Select(c => Cell(raw.GetValueOrDefault(c, ""))))},{Cell(problem)}\r\n");
        }
    }

    /// <summary>What the check found, as far as it is kept.</summary>
    private async IAsyncEnumerable<(IReadOnlyDictionary<ColumnTarget, string> Raw, string Problem)> CheckedAsync(ImportJob job, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        for (var after = -1L; ;)
        {
            var part = await db.ImportProblems.AsNoTracking().Where(p => p.ImportId == job.Id && p.Line > after).OrderBy(p => p.Line).Take(Part).ToListAsync(ct);
            foreach (var row in part.Where(p => p.Verdict is ImportVerdict.Conflict or ImportVerdict.Error))
            {
                yield return (secrets.Cells(row.Cells), string.Join(' ', ImportQueries.Problems(row).Where(p => !p.IsWarning).Select(p => p.Sentence)));
            }

            if (part.Count < Part) yield break;
            after = part[^1].Line;
        }
    }

    private async IAsyncEnumerable<(IReadOnlyDictionary<ColumnTarget, string> Raw, string Problem)> RunAsync(ImportJob job, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var reader = await rows.OpenAsync(job, ct);
        for (var passed = 0; passed < job.Position;)
        {
            var batch = await db.ImportBatches.AsNoTracking().SingleAsync(b => b.ImportId == job.Id && b.Number == passed, ct);
            var failures = RowFailure.Read(batch.Failures).DistinctBy(f => f.Line).ToDictionary(f => f.Line, f => f.Sentence);
            var read = await reader.ReadAsync(batch.Done + batch.Skipped + batch.Failed);
            foreach (var row in read.Where(r => failures.ContainsKey(r.Line))) yield return (row.Raw, failures[row.Line]);
            passed += read.Count;
        }
    }

    private static string Cell(string text)
    {
        var safe = SafeCell.Reversible(text);
        return safe.AsSpan().IndexOfAny(",\"\r\n;") < 0 && safe.Trim() == safe ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
