using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Import;

/// <summary>Takes a file in: keeps it, finds how it is read, and maps its columns as the last time or by their names.</summary>
internal sealed class ImportIntake(IDbContextFactory<DashboardDbContext> dbs, ImportRights rights, ImportFiles files, ImportSecrets secrets, IOptions<ImportOptions> options, TimeProvider clock)
{
    private const int MaxSample = 200;
    private const int FirstRows = 5;

    /// <returns>The import's id.</returns>
    public async Task<Result<Guid>> TakeAsync(Actor actor, ImportStart start, Stream file, CancellationToken ct)
    {
        var begun = await BeginAsync(actor, start, ct);
        if (begun.Error is { } refusal) return refusal;
        var job = begun.Value;
        try
        {
            var length = await files.SaveAsync(job.Id, file, options.Value.MaxFileBytes, ct);
            if (length is > 0) return await ReceivedAsync(job.Id, ct);
            await RemoveAsync(job.Id);
            return length is null ? ImportErrors.TooLarge(options.Value.MaxFileMegabytes) : ImportErrors.Empty;
        }
        catch
        {
            // Half a file is nobody's.
            await RemoveAsync(job.Id);
            throw;
        }
    }

    /// <summary>Reads the file's beginning as the choices say; the caller saves.</summary>
    public async Task InspectAsync(DashboardDbContext db, ImportJob job, CancellationToken ct)
    {
        var file = await ImportFile.OpenAsync(files.Open(job.Id), JsonSerializer.Deserialize<ReadingChoices>(job.ReadingChoices)!, ct);
        (job.Reading, job.Problem) = (JsonSerializer.Serialize(file.Reading), file.Problem);
        IReadOnlyList<string> columns = [.. file.Columns.Select(Short)];
        job.Head = secrets.Seal(new ImportHead(columns, [.. columns.Select((_, i) => Samples(file, i))], Rows(file, columns.Count)));
        var labels = await db.AttributeDefinitions.Where(d => d.AccountId == job.AccountId).ToDictionaryAsync(d => d.Key, d => d.Label, ct);
        var print = HeaderNames.Fingerprint(columns);
        var remembered = await db.ImportMappings.Where(m => m.AccountId == job.AccountId && m.Fingerprint == print).Select(m => m.Mapping).FirstOrDefaultAsync(ct);
        job.MappingOrigin = remembered is null ? MappingOrigin.Guessed : MappingOrigin.Remembered;
        job.Mapping = remembered is null ? TargetText.WriteAll(ColumnMapping.Guess(file, labels).Targets)
            : TargetText.WriteAll(TargetText.ReadAll(remembered).Select(t => t.Field == ImportField.Attribute && !labels.ContainsKey(t.Key!) ? ColumnTarget.None : t));
    }

    /// <summary>The next file with these columns is mapped the same; the caller saves.</summary>
    public async Task RememberAsync(DashboardDbContext db, ImportJob job, IReadOnlyList<string> columns, CancellationToken ct)
    {
        if (JsonSerializer.Deserialize<FileReading>(job.Reading) is not { HasHeader: true }) return;
        var print = HeaderNames.Fingerprint(columns);
        var known = await db.ImportMappings.FirstOrDefaultAsync(m => m.AccountId == job.AccountId && m.Fingerprint == print, ct);
        if (known is null) db.ImportMappings.Add(new ImportMapping { AccountId = job.AccountId, Fingerprint = print, Mapping = job.Mapping, UpdatedAt = clock.GetUtcNow() });
        else (known.Mapping, known.UpdatedAt) = (job.Mapping, clock.GetUtcNow());
    }

    private async Task<Result<ImportJob>> BeginAsync(Actor actor, ImportStart start, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await rights.RefusalAsync(db, actor, start.Mode, start.EnvironmentId, ct) is { } refusal) return refusal;
        var application = start.Mode == ImportMode.Directory ? start.ApplicationId
            : await db.Environments.Where(e => e.Id == start.EnvironmentId && e.AccountId == actor.AccountId).Select(e => (Guid?)e.ApplicationId).FirstOrDefaultAsync(ct);
        if (start.Mode == ImportMode.Directory && application is { } chosen && !await db.Applications.AnyAsync(a => a.Id == chosen && a.AccountId == actor.AccountId, ct)) return Identities.IdentityErrors.ApplicationGone;
        if (start.Mode != ImportMode.Directory && application is null) return CommonErrors.Forbidden;
        var job = new ImportJob
        {
            AccountId = actor.AccountId, ActorKind = actor.Kind, ActorId = actor.Id, ActorName = actor.Name, ActorIp = actor.Ip, Mode = start.Mode, FileName = ImportName.Of(start.FileName),
            EnvironmentId = start.Mode == ImportMode.Directory ? null : start.EnvironmentId, ApplicationId = application, CreatedAt = clock.GetUtcNow(),
        };
        db.Imports.Add(job);
        await db.SaveChangesAsync(ct);
        return job;
    }

    private async Task<Guid> ReceivedAsync(Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var job = await db.Imports.SingleAsync(i => i.Id == id, ct);
        await InspectAsync(db, job, ct);
        job.ReceivedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        return id;
    }

    private async Task RemoveAsync(Guid id)
    {
        await using var db = await dbs.CreateDbContextAsync();
        await db.Imports.Where(i => i.Id == id).ExecuteDeleteAsync();
    }

    private static IReadOnlyList<IReadOnlyList<string>> Rows(ImportFile file, int columns) =>
        [.. file.Sample.Take(FirstRows).Select(row => Enumerable.Range(0, columns).Select(i => Short(ManyValues.Join(row[i]))).ToList())];

    private static IReadOnlyList<string> Samples(ImportFile file, int column) =>
        [.. file.Sample.Select(row => row[column]).Where(v => !string.IsNullOrWhiteSpace(v)).Select(ManyValues.Join).Select(Short).Take(2)];

    private static string Short(string text) => text.Length <= MaxSample ? text : text[..MaxSample];
}
