using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace IdentityDashboard.Features.Import;

/// <summary>Files in and out for signed-in administrators: they don't go through the page's connection.</summary>
internal static class ImportFileEndpoints
{
    private const long Envelope = 64 * 1024;
    private static readonly Error NoToken = new("antiforgery", 400, "Reload the page and choose the file again.");
    private static readonly Error NoFile = Error.Field("validation_failed", 422, "file", "Choose a file.");

    public static void MapImportFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet("/imports/{id:guid}/errors.csv", (Guid id, HttpContext http, ImportDownloads downloads, CancellationToken ct) => SendAsync(http, actor => downloads.ErrorsAsync(actor, id, ct))).WithName("ImportErrors");
        app.MapGet("/imports/{id:guid}/outcome.csv", (Guid id, HttpContext http, ImportDownloads downloads, CancellationToken ct) => SendAsync(http, actor => downloads.OutcomeAsync(actor, id, ct))).WithName("ImportOutcome");
        app.MapGet("/imports/template.csv", (ImportMode? mode, HttpContext http, ImportDownloads downloads, CancellationToken ct) =>
            SendAsync(http, async actor => Result<IResult>.Of(await downloads.TemplateAsync(actor, mode ?? ImportMode.Create, ct)))).WithName("ImportTemplate");
        // The token comes in a header and is asked for by hand: looking for it in the form would read the whole file first.
        app.MapPost("/imports/upload", UploadAsync).WithName("ImportUpload").DisableAntiforgery();
    }

    /// <summary>A form with the file as its only part; mode, environment and application stand in the address.</summary>
    private static async Task<IResult> UploadAsync(ImportMode mode, Guid? environmentId, Guid? applicationId, HttpContext http, ImportService imports, IAntiforgery antiforgery, IOptions<ImportOptions> options, CancellationToken ct)
    {
        if (Actor(http) is not { } actor) return Results.Unauthorized();
        if (!http.Request.Headers.ContainsKey("RequestVerificationToken") || !await antiforgery.IsRequestValidAsync(http)) return NoToken.ToHttp();
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = options.Value.MaxFileBytes + Envelope;
        if (http.Request.ContentLength > options.Value.MaxFileBytes + Envelope) return ImportErrors.TooLarge(options.Value.MaxFileMegabytes).ToHttp();
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary) return NoFile.ToHttp();
        var form = new MultipartReader(boundary, http.Request.Body);
        while (await form.ReadNextSectionAsync(ct) is { } section)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var said) || !said.IsFileDisposition()) continue;
            var name = said.FileNameStar.HasValue ? said.FileNameStar.Value : HeaderUtilities.RemoveQuotes(said.FileName).Value;
            var taken = await imports.UploadAsync(actor, new ImportStart(mode, environmentId, applicationId, name ?? ""), section.Body, ct);
            return taken.ToHttp(view => ApiResults.Json(new UploadedFile(view.Id)));
        }

        return NoFile.ToHttp();
    }

    private static async Task<IResult> SendAsync(HttpContext http, Func<Actor, Task<Result<IResult>>> file) =>
        Actor(http) is { } actor ? (await file(actor)).ToHttp(sent => sent) : Results.Unauthorized();

    private static Actor? Actor(HttpContext http) => http.User.ToActor(http.Connection.RemoteIpAddress?.ToString());

    private sealed record UploadedFile(Guid Id);
}
