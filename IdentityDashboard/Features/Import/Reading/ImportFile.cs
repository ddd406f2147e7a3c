using System.Runtime.CompilerServices;
using System.Text;

namespace IdentityDashboard.Features.Import.Reading;

/// <summary>
/// A file of people, opened: how it is read, its columns, its first rows, then all rows once. Memory stays the same
/// however long the file is. Nothing about people is judged here; that is <see cref="RowTyping"/>.
/// </summary>
internal sealed class ImportFile
{
    private readonly IRowReader rows;

    private ImportFile(IRowReader rows, FileReading reading, IReadOnlyList<string> columns, string? problem) =>
        (this.rows, Reading, Columns, Problem) = (rows, reading, columns, problem);

    public FileReading Reading { get; }

    /// <summary>As named in the header; <c>Column 1</c> and so on where there is none.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The first rows, for guessing and samples. <see cref="RowsAsync"/> gives them too.</summary>
    public IReadOnlyList<SourceRow> Sample { get; private set; } = [];

    /// <summary>Why the file can't be read at all, as a sentence.</summary>
    public string? Problem { get; }

    /// <summary>Once all rows are read: names of values that appeared only after the columns were settled (JSON), so weren't read.</summary>
    public IReadOnlyCollection<string> LaterColumns => (rows as JsonSource)?.LaterColumns ?? [];

    /// <param name="stream">Read forward only, and left open.</param>
    public static async Task<ImportFile> OpenAsync(Stream stream, ReadingChoices choices, CancellationToken ct)
    {
        var prefix = new byte[ReadingLimits.Prefix];
        var length = await stream.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, ct);
        var encoding = TextEncodings.Find(prefix.AsSpan(0, length), choices.Encoding);
        var from = prefix.AsMemory(encoding.BomLength, length - encoding.BomLength);
        var text = TextEncodings.Get(encoding.Name).GetString(from.Span);
        var reading = new FileReading(choices.Format ?? FormatFinder.Find(text), encoding.Name, encoding.IsGuess, Delimiter: null, HasHeader: true);
        var all = new PrefixedStream(from, stream);
        var file = reading.Format == ImportFormat.Csv ? await CsvAsync(all, text, reading, choices, ct) : await JsonAsync(all, reading, ct);
        if (file.Problem is null) file.Sample = await file.PeekAsync(ct);
        return file;
    }

    public async IAsyncEnumerable<SourceRow> RowsAsync([EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var row in Sample) yield return row;
        if (Problem is not null || Sample is [.., { Stops: true }]) yield break;
        while (await rows.ReadAsync(ct) is { } row)
        {
            yield return row;
            if (row.Stops) yield break;
        }
    }

    private static async Task<ImportFile> CsvAsync(Stream all, string prefix, FileReading reading, ReadingChoices choices, CancellationToken ct)
    {
        var shape = await CsvShape.FindAsync(prefix, choices, ct);
        var text = new StreamReader(all, TextEncodings.Get(reading.Encoding), detectEncodingFromByteOrderMarks: false, bufferSize: 32 * 1024, leaveOpen: true);
        var source = new CsvSource(new CsvRowReader(text, shape.Delimiter));
        await source.OpenAsync(shape.HasHeader, ct);
        return new ImportFile(source, reading with { Delimiter = shape.Delimiter, HasHeader = shape.HasHeader }, source.Columns, source.Problem);
    }

    private static async Task<ImportFile> JsonAsync(Stream all, FileReading reading, CancellationToken ct)
    {
        var utf8 = reading.Encoding == TextEncodings.Utf8 ? all
            : Encoding.CreateTranscodingStream(all, TextEncodings.Get(reading.Encoding), TextEncodings.Get(TextEncodings.Utf8), leaveOpen: true);
        var source = new JsonSource(reading.Format == ImportFormat.Ndjson ? new NdjsonReader(utf8) : new JsonListReader(utf8));
        await source.OpenAsync(ct);
        return new ImportFile(source, reading, source.Columns, source.Problem);
    }

    private async Task<List<SourceRow>> PeekAsync(CancellationToken ct)
    {
        var peeked = new List<SourceRow>();
        for (var size = 0; peeked.Count < ReadingLimits.SampleRows && size < ReadingLimits.Prefix && await rows.ReadAsync(ct) is { } row;)
        {
            peeked.Add(row);
            size += row.Values.Sum(v => v.Length);
            if (row.Stops) break;
        }

        return peeked;
    }
}
