using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform.Csv;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Opens the file of an import as it is mapped and fixed by now.</summary>
internal sealed class ImportRows(IDbContextFactory<DashboardDbContext> dbs, ImportFiles files, ImportSecrets secrets)
{
    public async Task<ImportReader> OpenAsync(ImportJob job, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var file = await ImportFile.OpenAsync(files.Open(job.Id), JsonSerializer.Deserialize<ReadingChoices>(job.ReadingChoices)!, ct);
        return new ImportReader(file, new ColumnMapping(TargetText.ReadAll(job.Mapping)), await TypingAsync(db, job, ct), await FixesAsync(db, job.Id, ct), ct);
    }

    /// <summary>Judges single rows as the whole file would be judged.</summary>
    public static async Task<RowTyping> TypingAsync(DashboardDbContext db, ImportJob job, CancellationToken ct)
    {
        var passwords = await SecurityPolicies.PasswordsOfAsync(db, job.AccountId, ct);
        return new RowTyping(new ColumnMapping(TargetText.ReadAll(job.Mapping)), passwords, namesRequired: job.Mode != ImportMode.Invite);
    }

    private async Task<ImportFixes> FixesAsync(DashboardDbContext db, Guid importId, CancellationToken ct)
    {
        var stored = await db.ImportFixes.AsNoTracking().Where(f => f.ImportId == importId).OrderBy(f => f.Id).ToListAsync(ct);
        return new ImportFixes([.. stored.Select(f => new CellFix(f.Line, secrets.Cells(f.Cells), f.Into is null ? null : secrets.Cells(f.Into)))]);
    }
}

/// <summary>The rows of an import's file, once, in order.</summary>
internal sealed class ImportReader : IAsyncDisposable
{
    private readonly IAsyncEnumerator<SourceRow> rows;
    private readonly ImportFile file;
    private readonly RowTyping typing;
    private readonly ImportFixes fixes;
    private readonly bool[] freed;
    private long number;

    public ImportReader(ImportFile file, ColumnMapping mapping, RowTyping typing, ImportFixes fixes, CancellationToken ct)
    {
        (this.file, this.typing, this.fixes) = (file, typing, fixes);
        var ours = file.Columns is [.., ImportErrorFile.ProblemColumn];
        freed = [.. mapping.Targets.Select(t => ours || t.Field is not (ImportField.Password or ImportField.PasswordHash))];
        rows = file.RowsAsync(ct).GetAsyncEnumerator(ct);
    }

    /// <summary>Up to <paramref name="most"/> rows; fewer only at the end.</summary>
    public async Task<IReadOnlyList<ImportRow>> ReadAsync(int most)
    {
        var read = new List<ImportRow>(Math.Min(most, 1024));
        while (read.Count < most && await rows.MoveNextAsync()) read.Add(Type(rows.Current));
        return read;
    }

    public ValueTask DisposeAsync() => rows.DisposeAsync();

    private ImportRow Type(SourceRow source)
    {
        number++;
        // A list may be one line long: there a row is told by its number.
        var row = typing.Read(file.Reading.Format switch
        {
            ImportFormat.Csv => source with { Values = [.. source.Values.Select((v, i) => i < freed.Length && freed[i] ? SafeCell.Free(v) : v)] },
            ImportFormat.Json => source with { Line = number },
            _ => source,
        });
        return fixes.Of(row.Line, row.Raw) is { } raw ? typing.Check(row, raw) : row;
    }
}
