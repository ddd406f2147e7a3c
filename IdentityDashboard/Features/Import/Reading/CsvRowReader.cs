namespace IdentityDashboard.Features.Import.Reading;

/// <summary>
/// Reads CSV rows with the line each begins at. CsvHelper, which writes our exports, ends the whole reading at the
/// first row over its size limit and has no limit for columns or values; here such a row, or one whose quote never
/// closes, is a problem of that row, and the reading goes on after its line.
/// </summary>
internal sealed class CsvRowReader(TextReader text, char delimiter) : IRowReader
{
    private readonly CsvFields fields = new(delimiter);
    private char[] buffer = new char[32 * 1024];
    private (int Start, int End) held;
    private bool atEnd;
    private long line = 1;
    private int unclosed;

    private ReadOnlySpan<char> Held => buffer.AsSpan(held.Start, held.End - held.Start);

    public async ValueTask<SourceRow?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            if (Held.IsEmpty && atEnd) return null;
            var length = Held.IsEmpty ? 0 : fields.Scan(Held, atEnd);
            if (length > 0)
            {
                if (Take(length) is { } row) return row;
            }
            else if (atEnd || Held.Length >= ReadingLimits.MaxRow) return await LeaveAsync(ct);
            else await FillAsync(ct);
        }
    }

    private SourceRow? Take(int length)
    {
        var row = Held[..length];
        var at = line;
        held.Start += length;
        line += LineBreaks(row);
        if (row.IndexOfAnyExcept([delimiter, ' ', '\t', '\r', '\n']) < 0) return null;
        var values = fields.Values(row);
        var problem = fields.Problem ?? ReadingLimits.Unreadable(row);
        return problem is null && Array.TrueForAll(values, string.IsNullOrWhiteSpace) ? null : new SourceRow(at, values, problem);
    }

    /// <summary>Gives up a row that doesn't end. With an open quote, only its first line: the others may be rows.</summary>
    private async ValueTask<SourceRow> LeaveAsync(CancellationToken ct)
    {
        var (at, isOpen) = (line, fields.IsOpen);
        if (isOpen && ++unclosed > ReadingLimits.MaxUnclosedQuotes)
        {
            (held, atEnd) = ((0, 0), true);
            return SourceRow.Bad(at, $"Reading stopped here: {ReadingLimits.MaxUnclosedQuotes} rows before have a quote that is never closed.") with { Stops = true };
        }

        if (!isOpen)
        {
            // The last character stays: it may be the first half of the row's line break.
            line += LineBreaks(Held[..^1]);
            held.Start = held.End - 1;
        }

        await SkipLineAsync(ct);
        return SourceRow.Bad(at, isOpen ? ReadingLimits.QuoteOpen : ReadingLimits.RowTooLong);
    }

    private async ValueTask SkipLineAsync(CancellationToken ct)
    {
        while (true)
        {
            var end = Held.IndexOfAny('\r', '\n');
            if (atEnd || (end >= 0 && end + 1 < Held.Length))
            {
                held.Start = end < 0 ? held.End : held.Start + end + (Held[end..] is ['\r', '\n', ..] ? 2 : 1);
                line++;
                return;
            }

            held.Start = end < 0 ? held.End : held.Start + end;
            await FillAsync(ct);
        }
    }

    /// <summary>Moves what is held to the front, makes room up to the longest row, and reads until that is full.</summary>
    private async ValueTask FillAsync(CancellationToken ct)
    {
        var length = Held.Length;
        var into = length == buffer.Length ? new char[Math.Min(2 * length, ReadingLimits.MaxRow)] : buffer;
        Held.CopyTo(into);
        (buffer, held) = (into, (0, length));
        var read = await text.ReadBlockAsync(buffer.AsMemory(length), ct);
        atEnd = read < buffer.Length - length;
        held.End += read;
    }

    private static int LineBreaks(ReadOnlySpan<char> row)
    {
        var carriages = row.Count('\r');
        return carriages == 0 ? row.Count('\n') : row.Count('\n') + carriages - row.Count("\r\n");
    }
}
