using System.Globalization;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Import.Api;

/// <summary>/imports of the REST API: files of people for the key's environment. Into the whole directory imports no key.</summary>
internal static class ImportEndpoints
{
    private const long Envelope = 64 * 1024;
    private static readonly string[] Types = ["text/csv", "application/x-ndjson", "application/json", "multipart/form-data"];
    private static readonly Dictionary<string, ImportOutcome> Outcomes = Enum.GetValues<ImportOutcome>().ToDictionary(o => o.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    public static void MapImports(this RouteGroupBuilder api)
    {
        var most = ((IEndpointRouteBuilder)api).ServiceProvider.GetRequiredService<IOptions<ImportOptions>>().Value.MaxFileBytes;
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports.MapPost("", SendAsync).WithName("CreateImport").Produces<ImportJson>(StatusCodes.Status202Accepted).WithMetadata(new AcceptsMetadata(Types, typeof(string)), new ApiBodyLimit(most + Envelope))
            .WithExample("email,first_name,last_name\r\ndana.whitfield@example.com,Dana,Whitfield\r\n").Reads(
                new("mode", "create (unless given): a person for each row. invite: an invitation for each row.", "create"), new("existing", "skip (unless given) or update whoever is here already.", "skip"),
                new("send_email", "true mails invitations; nothing else sends mail.", "false"), new("must_change_password", "true: a new password at the first sign-in.", "false"),
                new("role_id", "For rows that name no role; with node_id.", ""), new("node_id", "For rows that name no node.", ""),
                new("file_name", "As the import is called.", "people.csv"), new("check_only", "true stops after the check; POST /imports/{id}/run goes on.", "false"));
        imports.MapGet("", ListAsync).WithName("ListImports").Produces<ApiList<ImportJson>>().Lists();
        imports.MapGet("/{id:guid}", GetAsync).WithName("GetImport").Produces<ImportJson>();
        imports.MapGet("/{id:guid}/rows", RowsAsync).WithName("ListImportRows").Produces<ApiList<ImportRowJson>>().Lists(new ApiParameter("outcome", "created, updated, skipped or failed.", "failed"));
        imports.MapPost("/{id:guid}/run", (Guid id, HttpContext http, ImportService service, CancellationToken ct) => ActAsync(id, http, service, service.RunAsync, ct)).WithName("RunImport").Produces<ImportJson>(StatusCodes.Status202Accepted);
        imports.MapPost("/{id:guid}/cancel", (Guid id, HttpContext http, ImportService service, CancellationToken ct) => ActAsync(id, http, service, service.CancelAsync, ct)).WithName("CancelImport").Produces<ImportJson>(StatusCodes.Status202Accepted);
        imports.MapPost("/{id:guid}/undo", (Guid id, HttpContext http, ImportService service, CancellationToken ct) => ActAsync(id, http, service, service.UndoAsync, ct)).WithName("UndoImport").Produces<ImportJson>(StatusCodes.Status202Accepted);
        imports.MapGet("/{id:guid}/errors.csv", ErrorsAsync).WithName("GetImportErrors").Produces<string>(StatusCodes.Status200OK, "text/csv");
    }

    private static async Task<IResult> SendAsync(HttpContext http, ImportService service, CancellationToken ct)
    {
        var caller = http.Caller();
        if (await service.RefusalAsync(caller.Actor, caller.EnvironmentId, ct) is { } forbidden) return forbidden.ToHttp();
        var read = await ImportSending.ReadAsync(http, ct);
        if (read.Error is { } unread) return unread.ToHttp();
        var (sent, choices) = (read.Value, read.Value.Choices);
        var taken = await service.UploadAsync(caller.Actor, new ImportStart(sent.Mode, caller.EnvironmentId, null, sent.FileName ?? ""), sent.File, ct);
        if (taken.Error is { } refused) return refused.ToHttp();
        var started = await service.CheckAsync(caller.Actor, taken.Value.Id, choices, andRun: !sent.CheckOnly, ct);
        // Nobody would find it again.
        if (started.Error is not null) await service.DiscardAsync(caller.Actor, taken.Value.Id, ct);
        return await AnswerAsync(http, service, started, StatusCodes.Status202Accepted, ct);
    }

    private static async Task<IResult> ListAsync(HttpContext http, ImportService service, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var take = asked.Take;
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        if (await service.RefusalAsync(caller.Actor, caller.EnvironmentId, ct) is { } forbidden) return forbidden.ToHttp();
        var found = await service.ListAsync(caller.Actor, caller.EnvironmentId, cursor.Value is null ? null : Guid.Parse(cursor.Value), take + 1, ct);
        var shown = found.Take(take).Select(i => ImportJsons.Of(i, [])).ToList();
        return asked.Answer(tokens, shown, found.Count > take ? shown[^1].Id.ToString() : null);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, ImportService service, CancellationToken ct) =>
        await AnswerAsync(http, service, await FoundAsync(id, http, service, ct), StatusCodes.Status200OK, ct);

    private static async Task<IResult> RowsAsync(Guid id, HttpContext http, ImportService service, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var (outcome, take) = (asked.OneOf("outcome", Outcomes), asked.Take);
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        if ((await FoundAsync(id, http, service, ct)).Error is { } refusal) return refusal.ToHttp();
        var after = cursor.Value is null ? -1 : long.Parse(cursor.Value, CultureInfo.InvariantCulture);
        var rows = await service.RowsAsync(caller.Actor, id, outcome, after, take + 1, ct);
        var shown = rows.Take(take).Select(ImportJsons.Of).ToList();
        return asked.Answer(tokens, shown, rows.Count > take ? shown[^1].Line.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static async Task<IResult> ErrorsAsync(Guid id, HttpContext http, ImportService service, ImportDownloads downloads, CancellationToken ct) =>
        await FoundAsync(id, http, service, ct) is { Error: { } refusal } ? refusal.ToHttp() : (await downloads.ErrorsAsync(http.Caller().Actor, id, ct)).ToHttp(file => file);

    private static async Task<IResult> ActAsync(Guid id, HttpContext http, ImportService service, Func<Actor, Guid, CancellationToken, Task<Result<ImportView>>> act, CancellationToken ct) =>
        await AnswerAsync(http, service, await FoundAsync(id, http, service, ct) is { Error: { } refusal } ? refusal : await act(http.Caller().Actor, id, ct), StatusCodes.Status202Accepted, ct);

    /// <summary>What belongs to another environment isn't there for this key (A38).</summary>
    private static async Task<Result<ImportView>> FoundAsync(Guid id, HttpContext http, ImportService service, CancellationToken ct)
    {
        var caller = http.Caller();
        if (await service.RefusalAsync(caller.Actor, caller.EnvironmentId, ct) is { } forbidden) return forbidden;
        var found = await service.GetAsync(caller.Actor, id, ct);
        return found is { Succeeded: true, Value.EnvironmentId: { } environment } && environment == caller.EnvironmentId ? found : ImportErrors.NotFound;
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, ImportService service, Result<ImportView> found, int status, CancellationToken ct)
    {
        if (found.Error is { } refusal) return refusal.ToHttp();
        if (status == StatusCodes.Status202Accepted) http.Response.Headers.Location = $"{ApiFeature.Root}/imports/{found.Value.Id}";
        return ApiResults.Json(ImportJsons.Of(found.Value, await service.GroupsAsync(http.Caller().Actor, found.Value.Id, ct)), status);
    }
}
