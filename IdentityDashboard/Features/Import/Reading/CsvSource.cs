namespace IdentityDashboard.Features.Import.Reading;

/// <summary>The rows of a CSV file below its header, each measured against it.</summary>
internal sealed class CsvSource(CsvRowReader rows) : IRowReader
{
    private SourceRow? first;
    private bool named;

    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>Why the header can't be used; nothing can be read then.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads the header, or names columns by their number after the first row.</summary>
    public async Task OpenAsync(bool hasHeader, CancellationToken ct)
    {
        while ((first = await rows.ReadAsync(ct)) is not null && CsvShape.IsPreamble(first)) { }
        if (first is null) Problem = "The file is empty.";
        else if (first.Problem is { } problem && (hasHeader || first.Values.Length == 0)) Problem = $"The first row (line {first.Line}) can't be used. {problem}";
        else if (hasHeader) TakeHeader(first);
        else Columns = [.. Enumerable.Range(1, Math.Max(first.Values.Length, 1)).Select(number => $"Column {number}")];
    }

    public async ValueTask<SourceRow?> ReadAsync(CancellationToken ct)
    {
        var row = first ?? await rows.ReadAsync(ct);
        first = null;
        return row is null or { Problem: not null } || !IsWider(row) ? row
            : row with { Problem = $"This row has {row.Values.Length} values for {Columns.Count} columns. Put values that contain the separator in quotes." };
    }

    private void TakeHeader(SourceRow header)
    {
        (first, named) = (null, true);
        Columns = [.. header.Values.Select((name, i) => string.IsNullOrWhiteSpace(name) ? $"Column {i + 1}" : name.Trim())];
    }

    /// <summary>Spreadsheets leave out or add empty cells at the end; values beyond the header belong nowhere.</summary>
    private bool IsWider(SourceRow row) => named && row.Values.Length > Columns.Count && row.Values.Skip(Columns.Count).Any(v => !string.IsNullOrWhiteSpace(v));
}
