namespace IdentityDashboard.Platform.Csv;

/// <summary>Spreadsheets run what begins like a formula; an apostrophe before it makes it text again (A54, U63).</summary>
internal static class SafeCell
{
    public static string Of(string? text) => text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\0', ..] ? $"'{text}" : text ?? "";
}
