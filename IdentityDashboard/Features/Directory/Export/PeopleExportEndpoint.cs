using System.Globalization;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Antiforgery;

namespace IdentityDashboard.Features.Directory.Export;

/// <summary>
/// <c>POST /directory/export</c>: a file of the list at the given address, with its filters, order and columns (U25);
/// with <c>ids</c>, of these people only.
/// </summary>
internal static class PeopleExportEndpoint
{
    public const string Path = "/directory/export";
    private const int MostIds = 1_000;

    public static async Task<IResult> PostAsync(
        HttpContext http, PeopleExport export, WorkspaceService workspaces, ListPreferences preferences, AttributeQueries attributes, IAntiforgery antiforgery, TimeProvider clock,
        ILogger<PeopleExport> log)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return TypedResults.Problem("This page is too old. Reload it and export again.", statusCode: 400);
        if (http.User.ToActor(http.Connection.RemoteIpAddress?.ToString()) is not { } actor) return TypedResults.Unauthorized();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (format, tenant) = (form["format"].ToString(), form["list"] == "tenant");
        if (format is not (PeopleFile.Csv or PeopleFile.Ndjson)) return TypedResults.Problem("The format is csv or ndjson.", statusCode: 400);

        var ids = form["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).ToList();
        if (ids.Count > MostIds) return TypedResults.Problem($"At most {MostIds:N0} people can be picked one by one. Select all that match instead.", statusCode: 400);

        var place = DirectoryPlace.Read($"http://list/?{form["query"].ToString().TrimStart('?')}", tenant) with { At = null };
        var fields = new ListFields(await attributes.DefinitionsAsync(actor, http.RequestAborted));
        var columns = new ListSetup(await preferences.GetAsync(actor, http.RequestAborted), fields).Columns(place);
        var environment = (await workspaces.GetAsync(actor, http.RequestAborted)).Choices.FirstOrDefault(c => c.EnvironmentId.ToString() == form["environment"]);
        if (!tenant && environment is null) return TypedResults.Problem("This environment isn’t open to you.", statusCode: 403);

        var query = place.ToPeople(tenant ? null : environment!.ApplicationId, tenant ? null : environment!.EnvironmentId, fields, clock.GetUtcNow());
        if (ids.Count > 0) query = query with { Filter = query.Filter with { Ids = ids } };
        var first = await export.FirstAsync(actor, query, http.RequestAborted);
        if (!first.Succeeded) return TypedResults.Problem(first.Error!.Message, statusCode: first.Error.Status);

        http.Response.ContentType = format == PeopleFile.Csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"users-{clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.{format}\"";
        http.Response.Headers.CacheControl = "no-store";
        await using var file = new PeopleFile(http.Response.Body, format, columns, allEnvironments: tenant);
        try
        {
            await foreach (var batch in export.BatchesAsync(actor, query, first.Value, http.RequestAborted)) await file.WriteAsync(batch, http.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or UnauthorizedAccessException or IOException)
        {
            log.LogWarning(e, "An export of people broke off after {Count} people.", file.Written);
            http.Abort();
        }
        finally
        {
            await export.RecordAsync(actor, format, columns, file.Written);
        }

        return TypedResults.Empty;
    }
}
