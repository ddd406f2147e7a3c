using System.Globalization;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Antiforgery;

namespace IdentityDashboard.Features.Directory.Export;

/// <summary>
/// <c>POST /directory/export</c>: a file of the list at the given address, with its filters, order and columns (U25);
/// with <c>ids</c>, of these rows only.
/// </summary>
internal static class ExportEndpoint
{
    public const string Path = "/directory/export";
    private const int MostIds = 1_000;

    public static async Task<IResult> PostAsync(
        HttpContext http, PeopleExport people, GroupExport groups, ExportRecord record, WorkspaceService workspaces, ListPreferences preferences, AttributeQueries attributes,
        IAntiforgery antiforgery, TimeProvider clock, ILogger<ExportFile> log)
    {
        if (!await antiforgery.IsRequestValidAsync(http)) return TypedResults.Problem("This page is too old. Reload it and export again.", statusCode: 400);
        if (http.User.ToActor(http.Connection.RemoteIpAddress?.ToString()) is not { } actor) return TypedResults.Unauthorized();
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var (format, tenant) = (form["format"].ToString(), form["list"] == "tenant");
        if (format is not (ExportFile.Csv or ExportFile.Ndjson)) return TypedResults.Problem("The format is csv or ndjson.", statusCode: 400);

        var ids = form["ids"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).ToList();
        if (ids.Count > MostIds) return TypedResults.Problem($"At most {MostIds:N0} rows can be picked one by one. Select all that match instead.", statusCode: 400);

        var place = DirectoryPlace.Read($"http://list/?{form["query"].ToString().TrimStart('?')}", tenant) with { At = null };
        var fields = new ListFields(await attributes.DefinitionsAsync(actor, http.RequestAborted));
        var columns = new ListSetup(await preferences.GetAsync(actor, http.RequestAborted), fields).Columns(place);
        var environment = (await workspaces.GetAsync(actor, http.RequestAborted)).Choices.FirstOrDefault(c => c.EnvironmentId.ToString() == form["environment"]);
        if (!tenant && environment is null) return TypedResults.Problem("This environment isn’t open to you.", statusCode: 403);

        IListExport list = place.IsGroups ? groups : people;
        var order = new ExportOrder(actor, place, columns, fields, ids, tenant ? null : environment!.ApplicationId, tenant ? null : environment!.EnvironmentId);
        var opened = await list.OpenAsync(order, http.RequestAborted);
        if (!opened.Succeeded) return TypedResults.Problem(opened.Error!.Message, statusCode: opened.Error.Status);

        http.Response.ContentType = format == ExportFile.Csv ? "text/csv; charset=utf-8" : "application/x-ndjson";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{list.Name}-{clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.{format}\"";
        http.Response.Headers.CacheControl = "no-store";
        await using var file = new ExportFile(http.Response.Body, format, opened.Value.Headings);
        try
        {
            await foreach (var batch in opened.Value.Batches) await file.WriteAsync(batch, http.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or UnauthorizedAccessException or IOException)
        {
            log.LogWarning(e, "An export of {List} broke off after {Count} rows.", list.Name, file.Written);
            http.Abort();
        }
        finally
        {
            await record.AddAsync(actor, list.Action, place.IsGroups ? "groups" : "people", format, columns, file.Written);
        }

        return TypedResults.Empty;
    }
}
