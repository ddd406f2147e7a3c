using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace IdentityDashboard.Features.Import.Api;

/// <summary>What is said of a file that is sent: in the address, or in fields of a form before the file.</summary>
internal sealed class ImportSending
{
    private const int MaxFieldLength = 1000;
    private const int MostFields = 20;
    private static readonly string[] Names = ["mode", "existing", "send_email", "must_change_password", "role_id", "node_id", "file_name", "check_only"];
    private static readonly Dictionary<string, ImportMode> Modes = Enum.GetValues<ImportMode>().ToDictionary(m => m.ToString().ToLowerInvariant(), StringComparer.Ordinal);
    private static readonly Dictionary<string, ExistingPeople> Existings = Enum.GetValues<ExistingPeople>().ToDictionary(e => e.ToString().ToLowerInvariant(), StringComparer.Ordinal);
    private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);

    public ImportMode Mode => OneOf("mode", Modes) ?? ImportMode.Create;

    public bool CheckOnly => Flag("check_only");

    public string? FileName => _said.GetValueOrDefault("file_name");

    public Stream File { get; private set; } = Stream.Null;

    public ImportChoices Choices => new(OneOf("existing", Existings) ?? ExistingPeople.Skip, Flag("send_email"), Flag("must_change_password"), Id("role_id"), Id("node_id"));

    /// <summary>Reads up to the first byte of the file.</summary>
    public static async Task<Result<ImportSending>> ReadAsync(HttpContext http, CancellationToken ct)
    {
        var (sending, asked) = (new ImportSending(), new ApiQuery(http));
        foreach (var name in Names)
        {
            if (asked.Text(name) is { } value) sending._said[name] = value;
        }

        if (asked.Unknown() is { } unknown) return unknown;
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)) return ApiErrors.NotJson with { Message = "Send a file: text/csv, application/x-ndjson, application/json or multipart/form-data." };
        sending.File = http.Request.Body;
        return type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) ? await sending.FormAsync(http, HeaderUtilities.RemoveQuotes(type.Boundary).Value, ct) : sending;
    }

    private async Task<Result<ImportSending>> FormAsync(HttpContext http, string? boundary, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(boundary)) return ApiErrors.Malformed with { Message = "This form has no boundary." };
        var form = new MultipartReader(boundary, http.Request.Body);
        for (var field = 0; field <= MostFields && await form.ReadNextSectionAsync(ct) is { } section; field++)
        {
            if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var said)) continue;
            if (said.IsFileDisposition())
            {
                _said.TryAdd("file_name", said.FileNameStar.HasValue ? said.FileNameStar.Value! : HeaderUtilities.RemoveQuotes(said.FileName).Value ?? "");
                File = section.Body;
                return this;
            }

            var name = HeaderUtilities.RemoveQuotes(said.Name).Value ?? "";
            if (!Names.Contains(name)) return ApiErrors.UnknownField(name);
            using var reader = new StreamReader(section.Body);
            var value = new char[MaxFieldLength];
            _said[name] = new string(value, 0, await reader.ReadBlockAsync(value, ct));
        }

        return Error.Field("validation_failed", 422, "file", "Send the file as the last part of the form.");
    }

    private T? OneOf<T>(string name, Dictionary<string, T> values) where T : struct => !_said.TryGetValue(name, out var text) ? null
        : values.TryGetValue(text, out var value) ? value : throw new ApiRefusalException(ApiErrors.BadQuery(name, string.Join(", ", values.Keys)));

    private bool Flag(string name) => _said.GetValueOrDefault(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new ApiRefusalException(ApiErrors.BadQuery(name, "true or false")),
    };

    private Guid? Id(string name) => !_said.TryGetValue(name, out var text) ? null : Guid.TryParse(text, out var id) ? id : throw new ApiRefusalException(ApiErrors.BadQuery(name, "an id"));
}
