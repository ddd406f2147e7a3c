using System.Globalization;
using System.Text;
using CsvHelper;
using IdentityDashboard.Platform.Csv;

namespace IdentityDashboard.Features.Audit;

/// <summary>Writes entries as CSV that spreadsheets open (UTF-8 with a mark, no formulas) or as a JSON object a line.</summary>
internal sealed class AuditFileWriter(Stream to, string format) : IAsyncDisposable
{
    public const string Csv = "csv";
    public const string Ndjson = "ndjson";

    private static readonly string[] Columns =
        ["id", "sequence", "at", "action", "actor_kind", "actor_id", "actor_name", "target_kind", "target_id", "target_name", "changes", "ip"];

    private CsvWriter? _csv;

    /// <summary>How many entries have been handed on.</summary>
    public long Written { get; private set; }

    public async Task WriteAsync(IReadOnlyList<AuditRow> rows, CancellationToken ct)
    {
        if (format == Csv) await WriteCsvAsync(rows, ct);
        else foreach (var row in rows) await to.WriteAsync(Encoding.UTF8.GetBytes($"{AuditJson.OneLine(row)}\n"), ct);
        Written += rows.Count;
        await to.FlushAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_csv is not null) await _csv.DisposeAsync();
    }

    private async Task WriteCsvAsync(IReadOnlyList<AuditRow> rows, CancellationToken ct)
    {
        if (_csv is null)
        {
            _csv = CsvWriter.Create(to, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
            await _csv.WriteRecordAsync(Columns, ct);
        }

        foreach (var row in rows) await _csv.WriteRecordAsync(Cells(row), ct);
        await _csv.FlushAsync(ct);
    }

    private static string[] Cells(AuditRow row) => Array.ConvertAll(
        (string?[])
        [
            row.Id.ToString(), row.Sequence.ToString(CultureInfo.InvariantCulture), AuditJson.Time(row), row.Action,
            AuditJson.ActorKindOf(row), AuditJson.ActorIdOf(row), row.ActorName,
            row.TargetKind, row.TargetId.ToString(), row.TargetName, AuditJson.Changes(row), row.Ip,
        ],
        SafeCell.Of);
}
