using System.Globalization;
using System.Text;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Audit;

/// <summary><c>GET /audit/export?format=csv|ndjson</c> and the filters of the page: a file of all that matches, newest first.</summary>
internal static class AuditExportEndpoint
{
    public static async Task<IResult> GetAsync(HttpContext http, AuditExport export, TimeProvider clock, ILogger<AuditExport> log, string format = AuditFileWriter.Csv)
    {
        if (http.User.ToActor(http.Connection.RemoteIpAddress?.ToString()) is not { } actor) return TypedResults.Unauthorized();
        var place = AuditPlace.Read(name => http.Request.Query[name]);
        if (format is not (AuditFileWriter.Csv or AuditFileWriter.Ndjson)) return TypedResults.Problem("The format is csv or ndjson.", statusCode: 400);
        if (!place.IsReadable) return TypedResults.Problem("A filter of this address can’t be read. Nothing was exported.", statusCode: 400);

        var query = place.ToList(clock.GetUtcNow());
        var first = await export.FirstAsync(actor, query, http.RequestAborted);
        if (!first.Succeeded) return TypedResults.Problem(first.Error!.Message, statusCode: first.Error.Status);

        http.Response.ContentType = format == AuditFileWriter.Csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"audit-{clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.{format}\"";
        http.Response.Headers.CacheControl = "no-store";
        await using var file = new AuditFileWriter(http.Response.Body, format);
        try
        {
            await foreach (var batch in export.BatchesAsync(actor, query, first.Value, http.RequestAborted)) await file.WriteAsync(batch, http.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or UnauthorizedAccessException or IOException)
        {
            log.LogWarning(e, "An export of the audit broke off after {Entries} entries.", file.Written);
            http.Abort();
        }
        finally
        {
            await export.RecordAsync(actor, place, format, file.Written);
        }

        return TypedResults.Empty;
    }
}
