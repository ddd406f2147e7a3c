using System.Text;

namespace IdentityDashboard.Ui;

/// <summary>
/// Reads addresses as people paste them: parted by commas, semicolons, spaces or lines, also as
/// <c>Name &lt;mail&gt;</c> and <c>"Last, First" &lt;mail&gt;</c>. Whether an entry is an address is for others to say.
/// </summary>
internal static class AddressParser
{
    private static readonly char[] Wrapping = ['"', '\'', '(', ')', '[', ']', '<', '>', '.', ':'];

    /// <returns>Entries in their order, each address once (case aside).</returns>
    public static IReadOnlyList<AddressChip> Parse(string text) => Merge([], ParseAll(text));

    /// <summary>Adds what is new; an entry that brings a name to a nameless one replaces it.</summary>
    public static IReadOnlyList<AddressChip> Merge(IReadOnlyList<AddressChip> present, IEnumerable<AddressChip> added)
    {
        var merged = new List<AddressChip>(present);
        var places = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < merged.Count; i++) places.TryAdd(merged[i].Address, i);

        foreach (var chip in added)
        {
            if (places.TryAdd(chip.Address, merged.Count)) merged.Add(chip);
            else if (merged[places[chip.Address]].Name is null && chip.Name is not null) merged[places[chip.Address]] = chip;
        }

        return merged;
    }

    /// <summary>Splits what is being typed into entries that are complete and the rest that is not.</summary>
    /// <returns>The complete part is empty while the last entry is still being typed.</returns>
    public static (string Complete, string Typing) SplitTyped(string text)
    {
        var end = LastSeparator(text);
        return end < 0 ? ("", text) : (text[..(end + 1)], text[(end + 1)..].TrimStart());
    }

    private static int LastSeparator(string text)
    {
        var last = -1;
        var start = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"') quoted = !quoted;
            if (quoted && c != '\n') continue;
            // A space ends an entry only behind an address: before it, a name may be on its way.
            var ends = c is ',' or ';' or '\n' or '\r' || (char.IsWhiteSpace(c) && IsAddressLike(text.AsSpan(start, i - start)));
            if (!ends) continue;
            quoted = false;
            last = i;
            start = i + 1;
        }

        return last;
    }

    private static bool IsAddressLike(ReadOnlySpan<char> entry)
        => entry.Contains('@') && (!entry.Contains('<') || entry.TrimEnd().EndsWith(">"));

    private static List<AddressChip> ParseAll(string text)
    {
        var chips = new List<AddressChip>();
        string? surname = null;
        foreach (var (segment, separator) in Segments(text))
        {
            // Outlook's own "Lee, Pat <pat@...>" comes without quotes.
            var whole = surname is not null && IsNamed(segment) ? $"{surname}, {segment}" : segment;
            if (surname is not null && whole.Length == segment.Length) AddEntries(chips, surname);
            surname = separator == ',' && IsSurname(segment) ? segment : null;
            if (surname is null) AddEntries(chips, whole);
        }

        if (surname is not null) AddEntries(chips, surname);
        return chips;
    }

    private static bool IsNamed(string segment) => segment.Length > 0 && char.IsLetter(segment[0]) && segment.IndexOf('<') > 0 && segment.IndexOf('@') > segment.IndexOf('<');

    private static bool IsSurname(string segment)
        => segment.Length > 1 && char.IsUpper(segment[0]) && segment.All(c => char.IsLetter(c) || c is '-' or '\'' or '’');

    private static IEnumerable<(string Segment, char Separator)> Segments(string text)
    {
        var start = 0;
        var quoteEnd = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && i > quoteEnd) quoteEnd = ClosingQuote(text, i);
            if (i < quoteEnd || c is not (',' or ';' or '\n' or '\r' or '\t')) continue;
            yield return (text[start..i].Trim(), c);
            start = i + 1;
        }

        yield return (text[start..].Trim(), '\n');
    }

    private static int ClosingQuote(string text, int open)
    {
        var lineEnd = text.IndexOfAny(['\n', '\r'], open);
        var close = text.IndexOf('"', open + 1, (lineEnd < 0 ? text.Length : lineEnd) - open - 1);
        return close < 0 ? open : close;
    }

    private static void AddEntries(List<AddressChip> chips, string segment)
    {
        var rest = segment;
        while (rest.IndexOf('<', StringComparison.Ordinal) is var open and >= 0)
        {
            var close = rest.IndexOf('>', open);
            var address = Clean(close < 0 ? rest[(open + 1)..] : rest[(open + 1)..close]);
            var name = AddLoose(chips, rest[..open], isName: true);
            if (address.Length > 0) chips.Add(new AddressChip(address, name));
            rest = close < 0 ? "" : rest[(close + 1)..];
        }

        AddLoose(chips, rest, isName: false);
    }

    /// <returns>The words that are no addresses, as the name of the one that follows.</returns>
    private static string? AddLoose(List<AddressChip> chips, string text, bool isName)
    {
        var name = new StringBuilder();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (isName && !word.Contains('@'))
            {
                name.Append(name.Length == 0 ? "" : " ").Append(word);
                continue;
            }

            var address = Clean(word);
            if (address.Length > 0) chips.Add(new AddressChip(address));
        }

        var cleaned = name.ToString().Trim('"', '\'', ' ');
        return cleaned.Length == 0 ? null : cleaned;
    }

    private static string Clean(string word)
    {
        var cleaned = word.Trim().Trim(Wrapping);
        return cleaned.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? cleaned["mailto:".Length..] : cleaned;
    }
}
