namespace IdentityDashboard.Features.Import.Reading;

/// <summary>How the first lines of a CSV file are laid out.</summary>
/// <param name="Preamble">Rows before the header or the first row that say something about the file, not about people.</param>
internal sealed record CsvShape(char Delimiter, bool HasHeader, int Preamble)
{
    public static readonly IReadOnlyList<char> Delimiters = [',', ';', '\t', '|'];
    private const string SeparatorHint = "sep=";
    private const string EntraVersion = "version:";

    /// <param name="text">The beginning of the file.</param>
    public static async Task<CsvShape> FindAsync(string text, ReadingChoices choices, CancellationToken ct)
    {
        var hint = Hint(text);
        var candidates = choices.Delimiter is { } chosen ? [chosen] : hint is { } hinted ? [hinted] : Delimiters;
        var (delimiter, rows, best) = (candidates[0], new List<SourceRow>(), int.MinValue);
        foreach (var candidate in candidates)
        {
            var read = await RowsAsync(text, candidate, ct);
            var score = Score(read);
            if (score > best) (delimiter, rows, best) = (candidate, read, score);
        }

        var preamble = rows.TakeWhile(IsPreamble).Count();
        var body = rows.Skip(preamble).ToList();
        return new CsvShape(delimiter, choices.HasHeader ?? LooksLikeHeader(body), preamble);
    }

    /// <summary>Known headings first, then rows of one width, then the number of columns.</summary>
    private static int Score(List<SourceRow> rows)
    {
        var widths = rows.Where(r => r.Values.Length > 1).GroupBy(r => r.Values.Length).MaxBy(g => g.Count());
        if (widths is null) return 0;
        var known = rows.Take(2).Max(r => r.Values.Count(HeaderNames.IsKnown));
        return known * 10_000 + 100 * widths.Count() / rows.Count * 50 + Math.Min(widths.Key, 49);
    }

    private static bool LooksLikeHeader(List<SourceRow> rows)
    {
        if (rows is not [{ Values: { Length: > 0 } first }, ..]) return true;
        if (Array.Exists(first, ValueKinds.IsAddress)) return false;
        return Array.Exists(first, HeaderNames.IsKnown) || rows.Count > 1 || first.Length > 1;
    }

    private static async Task<List<SourceRow>> RowsAsync(string text, char delimiter, CancellationToken ct)
    {
        using var reader = new StringReader(text);
        var csv = new CsvRowReader(reader, delimiter);
        var rows = new List<SourceRow>();
        while (rows.Count <= ReadingLimits.SampleRows && await csv.ReadAsync(ct) is { Stops: false } row) rows.Add(row);
        return rows;
    }

    /// <summary>Excel writes <c>sep=;</c>, Entra's template <c>version:v1.0</c>, as a line of its own.</summary>
    public static bool IsPreamble(SourceRow row) =>
        row.Values.Length > 0 && (row[0].StartsWith(SeparatorHint, StringComparison.OrdinalIgnoreCase) || row[0].StartsWith(EntraVersion, StringComparison.OrdinalIgnoreCase))
        && row.Values.Skip(1).All(string.IsNullOrWhiteSpace);

    private static char? Hint(string text) =>
        text.StartsWith(SeparatorHint, StringComparison.OrdinalIgnoreCase) && text.Length > SeparatorHint.Length && Delimiters.Contains(text[SeparatorHint.Length]) ? text[SeparatorHint.Length] : null;
}
