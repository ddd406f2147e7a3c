using System.Globalization;
using System.Text;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Csv;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Files that go out: what failed, what became of every row, and an empty one to fill in. Written while they are sent.</summary>
internal sealed class ImportDownloads(IDbContextFactory<DashboardDbContext> dbs, ImportQueries queries, ImportErrorFile errorFile)
{
    private const int Part = 1000;
    private const string Csv = "text/csv; charset=utf-8";

    public async Task<Result<IResult>> ErrorsAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await queries.FindAsync(db, actor, id, ct) is not { UndoOf: null } job) return ImportErrors.NotFound;
        if (job.ErasedAt is not null) return ImportErrors.Erased;
        return Result<IResult>.Of(Results.Stream(stream => errorFile.WriteAsync(job, stream, ct), Csv, Named("errors", job)));
    }

    public async Task<Result<IResult>> OutcomeAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await queries.FindAsync(db, actor, id, ct) is not { UndoOf: null } job) return ImportErrors.NotFound;
        return Result<IResult>.Of(Results.Stream(stream => WriteAsync(actor, id, stream, ct), Csv, Named("outcome", job)));
    }

    /// <summary>The columns of a mode, the account's attributes among them.</summary>
    public async Task<IResult> TemplateAsync(Actor actor, ImportMode mode, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var attributes = await db.AttributeDefinitions.Where(d => d.AccountId == actor.AccountId).OrderBy(d => d.Position).Select(d => d.Key).ToListAsync(ct);
        ImportField[] fields = mode switch
        {
            ImportMode.Invite => [ImportField.Email, ImportField.FirstName, ImportField.LastName, ImportField.Phone, ImportField.Groups, ImportField.Role, ImportField.Node],
            ImportMode.Create => [ImportField.Email, ImportField.FirstName, ImportField.LastName, ImportField.Phone, ImportField.ExternalId, ImportField.Groups, ImportField.Role, ImportField.Node, ImportField.Password, ImportField.PasswordHash],
            _ => [ImportField.Email, ImportField.FirstName, ImportField.LastName, ImportField.Phone, ImportField.ExternalId, ImportField.Groups, ImportField.Password, ImportField.PasswordHash],
        };
        var header = fields.Select(ImportFields.Key).Concat(attributes.Select(key => TargetText.Write(new ColumnTarget(ImportField.Attribute, key))));
        return Results.File(new UTF8Encoding(true).GetPreamble().Concat(Encoding.UTF8.GetBytes($"{string.Join(',', header)}\r\n")).ToArray(), Csv, $"{mode.ToString().ToLowerInvariant()}-template.csv");
    }

    private async Task WriteAsync(Actor actor, Guid id, Stream stream, CancellationToken ct)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync("line,outcome,id,field,problem\r\n");
        for (var after = -1L; ;)
        {
            var rows = await queries.RowsAsync(actor, id, null, after, Part, ct);
            foreach (var row in rows)
            {
                await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{row.Line},{row.Outcome.ToString().ToLowerInvariant()},{row.Id},{row.Failure?.Field},{Cell(row.Failure?.Sentence)}\r\n"));
            }

            await writer.FlushAsync(ct);
            if (rows.Count < Part) return;
            after = rows[^1].Line;
        }
    }

    private static string Cell(string? text)
    {
        var safe = SafeCell.Of(text);
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Named(string what, ImportJob job) => $"{what}-{Path.GetFileNameWithoutExtension(job.FileName)}.csv";
}
