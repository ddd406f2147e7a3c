using System.Text;

namespace IdentityDashboard.Features.Import.Reading;

/// <param name="BomLength">Bytes to leave out at the beginning.</param>
internal sealed record FoundEncoding(string Name, int BomLength, bool IsGuess);

/// <summary>Tells what a file's bytes mean: a byte order mark, else valid UTF-8, else the likelier of two Windows code pages.</summary>
internal static class TextEncodings
{
    public const string Utf8 = "utf-8";
    public const string Utf16 = "utf-16";
    public const string Utf16BigEndian = "utf-16be";
    public const string Western = "windows-1252";
    public const string Central = "windows-1250";

    public static readonly IReadOnlyList<string> Names = [Utf8, Utf16, Utf16BigEndian, Western, Central];

    /// <summary>Bytes that are letters of Czech, Polish, Hungarian or Romanian in 1250, but signs or rare letters in 1252, and the other way round.</summary>
    private static readonly byte[] CentralBytes = [0xA3, 0xA5, 0xAF, 0xB3, 0xB9, 0xBA, 0xBF, 0x8D, 0x9D, 0x8F, 0xCC, 0xEC, 0xD9, 0xF9, 0xD8, 0xF8];
    private static readonly byte[] WesternBytes = [0xC0, 0xE0, 0xC5, 0xE5, 0xC6, 0xE6, 0xCA, 0xEA, 0xD1, 0xF1, 0xC3, 0xE3];

    public static Encoding Get(string name) => name switch
    {
        Utf8 => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Utf16 => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        Utf16BigEndian => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        Western => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        Central => CodePagesEncodingProvider.Instance.GetEncoding(1250)!,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not one of the encodings files are read in."),
    };

    /// <param name="chosen">Stands against everything but a mark of its own kind, which is only left out.</param>
    public static FoundEncoding Find(ReadOnlySpan<byte> prefix, string? chosen)
    {
        var marked = Marked(prefix);
        if (chosen is not null) return new FoundEncoding(chosen, marked?.Name == chosen ? marked.BomLength : 0, IsGuess: false);
        if (marked is not null) return marked;
        if (IsUtf8(prefix)) return new FoundEncoding(Utf8, 0, IsGuess: false);
        return new FoundEncoding(CodePage(prefix), 0, IsGuess: true);
    }

    private static FoundEncoding? Marked(ReadOnlySpan<byte> prefix) => prefix switch
    {
        [0xEF, 0xBB, 0xBF, ..] => new FoundEncoding(Utf8, 3, IsGuess: false),
        [0xFF, 0xFE, ..] => new FoundEncoding(Utf16, 2, IsGuess: false),
        [0xFE, 0xFF, ..] => new FoundEncoding(Utf16BigEndian, 2, IsGuess: false),
        _ => null,
    };

    /// <summary>The last character may be cut by the end of the prefix.</summary>
    private static bool IsUtf8(ReadOnlySpan<byte> prefix)
    {
        for (var cut = 0; cut <= 3 && cut <= prefix.Length; cut++)
        {
            if (Utf8Valid(prefix[..^cut])) return true;
            if (prefix.Length < ReadingLimits.Prefix) return false;
        }

        return false;
    }

    private static bool Utf8Valid(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    /// <summary>Known headings decide; else the letters.</summary>
    private static string CodePage(ReadOnlySpan<byte> prefix)
    {
        var headings = KnownHeadings(prefix, Central).CompareTo(KnownHeadings(prefix, Western));
        if (headings != 0) return headings > 0 ? Central : Western;
        var (central, western) = (0, 0);
        foreach (var b in prefix)
        {
            if (CentralBytes.Contains(b)) central++;
            else if (WesternBytes.Contains(b)) western++;
        }

        return central > western ? Central : Western;
    }

    private static int KnownHeadings(ReadOnlySpan<byte> prefix, string encoding)
    {
        var end = prefix.IndexOfAny((byte)'\r', (byte)'\n');
        var line = Get(encoding).GetString(end < 0 ? prefix[..Math.Min(prefix.Length, 4096)] : prefix[..end]);
        return line.Split([.. CsvShape.Delimiters]).Count(HeaderNames.IsKnown);
    }
}
