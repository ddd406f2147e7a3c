using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform.Csv;

namespace IdentityDashboard.Features.Directory.Export;

/// <summary>Writes people as CSV that spreadsheets open (UTF-8 with a mark, no formulas) or as a JSON object a line.</summary>
/// <param name="columns">As shown; id, name and email come before them.</param>
internal sealed class PeopleFile(Stream to, string format, IReadOnlyList<ListColumn> columns, bool allEnvironments) : IAsyncDisposable
{
    public const string Csv = "csv";
    public const string Ndjson = "ndjson";
    private const string Several = "; ";
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] LineEnd = "\n"u8.ToArray();

    private readonly List<ListColumn> shown = [.. columns.Where(c => c.Key != "email")];
    private CsvWriter? csv;

    /// <summary>How many people have been handed on.</summary>
    public long Written { get; private set; }

    public async Task WriteAsync(ExportBatch batch, CancellationToken ct)
    {
        if (format == Csv && csv is null)
        {
            csv = CsvWriter.Create(to, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
            await csv.WriteRecordAsync(["id", "name", "email", .. shown.Select(Heading)], ct);
        }

        foreach (var row in batch.People)
        {
            if (csv is not null) await csv.WriteRecordAsync([.. Cells(row, batch).Select(cell => SafeCell.Of(cell.Value is string[] many ? string.Join(Several, many) : (string?)cell.Value))], ct);
            else
            {
                await to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(Cells(row, batch).ToDictionary(c => c.Key, c => c.Value, StringComparer.Ordinal), Json), ct);
                await to.WriteAsync(LineEnd, ct);
            }
        }

        Written += batch.People.Count;
        if (csv is not null) await csv.FlushAsync(ct);
        await to.FlushAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (csv is not null) await csv.DisposeAsync();
    }

    private static string Heading(ListColumn column) => column.IsAttribute ? column.AttributeKey : column.Key switch { "seen" => "last_seen", "role" => "roles", _ => column.Key };

    private IEnumerable<(string Key, object? Value)> Cells(IdentityRow row, ExportBatch batch) =>
        [("id", row.Id.ToString()), ("name", row.FullName), ("email", row.Email), .. shown.Select(c => (Heading(c), Value(c, row, batch)))];

    private object? Value(ListColumn column, IdentityRow row, ExportBatch batch) => column.Key switch
    {
        "status" => row.State.ToString().ToLowerInvariant(),
        "source" => row.Source,
        "role" => row.Roles.Select(r => Words(r.Grant)).Distinct(StringComparer.Ordinal).ToArray(),
        "groups" => row.Groups.ToArray(),
        "mfa" => row.HasMfa ? "yes" : "no",
        "seen" => row.LastSeenAt == Identity.NeverSeen ? null : Time(row.LastSeenAt),
        "created" => Time(row.CreatedAt),
        _ => batch.Values.GetValueOrDefault(row.Id)?.GetValueOrDefault(column.AttributeKey),
    };

    private string Words(RoleAtNode grant) => allEnvironments ? $"{grant.RoleName} @ {grant.NodePath} ({grant.EnvironmentName})" : $"{grant.RoleName} @ {grant.NodePath}";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
