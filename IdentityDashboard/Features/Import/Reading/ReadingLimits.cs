namespace IdentityDashboard.Features.Import.Reading;

/// <summary>What a file may hold, so that none costs more memory than a row of the longest kind (A55).</summary>
internal static class ReadingLimits
{
    public const int MaxColumns = 1000;

    /// <summary>Characters in a value.</summary>
    public const int MaxField = 64 * 1024;

    /// <summary>Characters (JSON: bytes) in a row, its line breaks included.</summary>
    public const int MaxRow = 1024 * 1024;

    /// <summary>Rows whose quote never closes are left one by one until there are this many; each costs a second look at <see cref="MaxRow"/>.</summary>
    public const int MaxUnclosedQuotes = 20;

    /// <summary>Bytes looked at to tell what a file is.</summary>
    public const int Prefix = 256 * 1024;

    /// <summary>Rows looked at to tell columns and offer samples.</summary>
    public const int SampleRows = 20;

    public const string RowTooLong = "This row is longer than 1 MB, so it wasn't read.";
    public const string QuoteOpen = "A quote that opens in this row is never closed. Close it, or take it out.";
    public const string TextAfterQuote = "A value goes on after its closing quote. Write quotes inside a value twice.";
    public const string HasNul = "This row has a NUL character. Take it out; if every row has one, choose UTF-16 as the encoding.";
    public const string NotDecoded = "This row has characters that can't be read in this encoding. Choose another encoding.";

    public static string TooManyColumns(int count) => FormattableString.Invariant($"This row has {count:N0} columns; {MaxColumns:N0} is the most.");

    public static string FieldTooLong(int length) => FormattableString.Invariant($"A value in this row has {length:N0} characters; {MaxField:N0} is the most.");

    /// <summary>What can't be meant in a row of any format, or null.</summary>
    public static string? Unreadable(ReadOnlySpan<char> row) => row.IndexOfAny('\0', '\uFFFD') switch
    {
        < 0 => null,
        var at => row[at] == '\0' ? HasNul : NotDecoded,
    };
}
