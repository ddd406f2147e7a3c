using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using IdentityDashboard.Platform.Csv;

namespace IdentityDashboard.Features.Directory.Export;

/// <summary>Writes rows as CSV that spreadsheets open (UTF-8 with a mark, no formulas) or as a JSON object a line.</summary>
/// <param name="headings">Names of the values of each row, in their order.</param>
internal sealed class ExportFile(Stream to, string format, IReadOnlyList<string> headings) : IAsyncDisposable
{
    public const string Csv = "csv";
    public const string Ndjson = "ndjson";
    private const string Several = "; ";
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly byte[] LineEnd = "\n"u8.ToArray();
    private CsvWriter? csv;

    /// <summary>How many rows have been handed on.</summary>
    public long Written { get; private set; }

    /// <param name="rows">Of texts, numbers, and arrays of texts; null is an empty cell.</param>
    public async Task WriteAsync(IReadOnlyCollection<object?[]> rows, CancellationToken ct)
    {
        if (format == Csv && csv is null)
        {
            csv = CsvWriter.Create(to, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
            await csv.WriteRecordAsync([.. headings], ct);
        }

        foreach (var row in rows)
        {
            if (csv is not null) await csv.WriteRecordAsync([.. row.Select(value => SafeCell.Of(Text(value)))], ct);
            else
            {
                var named = headings.Zip(row).ToDictionary(cell => cell.First, cell => cell.Second, StringComparer.Ordinal);
                await to.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(named, Json), ct);
                await to.WriteAsync(LineEnd, ct);
            }
        }

        Written += rows.Count;
        if (csv is not null) await csv.FlushAsync(ct);
        await to.FlushAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (csv is not null) await csv.DisposeAsync();
    }

    private static string? Text(object? value) => value is string[] many ? string.Join(Several, many) : value as string ?? (value as IFormattable)?.ToString(format: null, System.Globalization.CultureInfo.InvariantCulture);
}
