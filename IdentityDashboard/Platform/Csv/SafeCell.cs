namespace IdentityDashboard.Platform.Csv;

/// <summary>Spreadsheets run what begins like a formula; an apostrophe before it makes it text again (A54, U63).</summary>
internal static class SafeCell
{
    public static string Of(string? text) => IsFormula(text) ? $"'{text}" : text ?? "";

    /// <summary>For files that we read again: what <see cref="Free"/> would take an apostrophe from gets one more.</summary>
    public static string Reversible(string? text) => IsFormula(text?.TrimStart('\'')) ? $"'{text}" : text ?? "";

    /// <summary>Takes the apostrophe off that kept a cell from being run.</summary>
    public static string Free(string text) => text is ['\'', ..] && IsFormula(text.TrimStart('\'')) ? text[1..] : text;

    private static bool IsFormula(string? text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0', ..];
}
