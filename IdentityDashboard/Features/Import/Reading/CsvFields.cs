using System.Buffers;

namespace IdentityDashboard.Features.Import.Reading;

/// <summary>Finds where the values of one CSV row lie (RFC 4180; a quote counts only at the beginning of a value).</summary>
internal sealed class CsvFields(char delimiter)
{
    private const char Quote = '"';
    private readonly SearchValues<char> ends = SearchValues.Create([delimiter, '\r', '\n']);
    private readonly List<Field> found = [];
    private int count;
    private int longest;
    private bool afterQuote;

    /// <summary>The last scan ended inside quotes.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>What is wrong with the row of the last scan, or null.</summary>
    public string? Problem =>
        count > ReadingLimits.MaxColumns ? ReadingLimits.TooManyColumns(count)
        : longest > ReadingLimits.MaxField ? ReadingLimits.FieldTooLong(longest)
        : afterQuote ? ReadingLimits.TextAfterQuote : null;

    /// <param name="last">Nothing follows <paramref name="text"/>.</param>
    /// <returns>The length of the first row with its line break; 0 when the text ends before the row does.</returns>
    public int Scan(ReadOnlySpan<char> text, bool last)
    {
        found.Clear();
        (count, longest, IsOpen, afterQuote) = (0, 0, false, false);
        for (var at = 0; ;)
        {
            var end = at < text.Length && text[at] == Quote ? Quoted(text, at, last) : Plain(text, at);
            if (end < 0) return 0;
            if (end == text.Length) return last ? end : 0;
            if (text[end] == delimiter) at = end + 1;
            else if (text[end] == '\n') return end + 1;
            else if (end + 1 == text.Length) return last ? end + 1 : 0;
            else return text[end + 1] == '\n' ? end + 2 : end + 1;
        }
    }

    /// <summary>The values of the row of the last scan. None of a row beyond the limits.</summary>
    public string[] Values(ReadOnlySpan<char> row)
    {
        if (count > ReadingLimits.MaxColumns || longest > ReadingLimits.MaxField) return [];
        var values = new string[found.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var field = found[i];
            var text = row.Slice(field.Start, field.Length).ToString();
            values[i] = field.HasQuotes ? text.Replace("\"\"", "\"", StringComparison.Ordinal) : text;
        }

        return values;
    }

    private int Plain(ReadOnlySpan<char> text, int at)
    {
        var length = text[at..].IndexOfAny(ends);
        if (length < 0) length = text.Length - at;
        Add(new Field(at, length, HasQuotes: false));
        return at + length;
    }

    private int Quoted(ReadOnlySpan<char> text, int at, bool last)
    {
        var (from, escaped) = (at + 1, false);
        for (var i = from; ; i += 2)
        {
            var next = text[i..].IndexOf(Quote);
            i += next;
            if (next < 0 || (i + 1 == text.Length && !last))
            {
                IsOpen = true;
                return -1;
            }

            if (i + 1 < text.Length && text[i + 1] == Quote)
            {
                escaped = true;
                continue;
            }

            Add(new Field(from, i - from, escaped));
            var rest = text[(i + 1)..].IndexOfAny(ends);
            afterQuote |= rest > 0 || (rest < 0 && i + 1 < text.Length);
            return rest < 0 ? text.Length : i + 1 + rest;
        }
    }

    private void Add(Field field)
    {
        longest = Math.Max(longest, field.Length);
        if (++count <= ReadingLimits.MaxColumns) found.Add(field);
    }

    private readonly record struct Field(int Start, int Length, bool HasQuotes);
}
