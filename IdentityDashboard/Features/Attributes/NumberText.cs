namespace IdentityDashboard.Features.Attributes;

/// <summary>
/// Decimal numbers of up to 28 digits, kept as text: exact, without rounding. The sortable form is a sign, 28 digits
/// before the point and 28 after it; those of a negative number are turned round (9 for 0), so that it sorts before
/// the greater one.
/// </summary>
internal static class NumberText
{
    public const int MaxDigits = 28;

    /// <summary>Without grouping and needless zeros: "1250", "-0.5". Null when it isn't such a number.</summary>
    public static string? Clean(string typed)
    {
        var text = typed.Trim().Replace('\u2212', '-');
        var negative = text.StartsWith('-');
        if (negative || text.StartsWith('+')) text = text[1..];
        var parts = text.Split('.');
        if (parts.Length > 2 || text.Length == 0 || text == "." || !parts.All(p => p.All(char.IsAsciiDigit))) return null;

        var whole = parts[0].TrimStart('0');
        var fraction = parts.Length == 2 ? parts[1].TrimEnd('0') : "";
        if (whole.Length + fraction.Length > MaxDigits) return null;
        if (whole.Length + fraction.Length == 0) return "0";
        return $"{(negative ? "-" : "")}{(whole.Length == 0 ? "0" : whole)}{(fraction.Length == 0 ? "" : $".{fraction}")}";
    }

    /// <param name="clean">As <see cref="Clean"/> gives it.</param>
    public static string Sortable(string clean)
    {
        var negative = clean.StartsWith('-');
        var parts = clean.TrimStart('-').Split('.');
        var digits = parts[0].PadLeft(MaxDigits, '0') + (parts.Length == 2 ? parts[1] : "").PadRight(MaxDigits, '0');
        return negative ? "0" + string.Concat(digits.Select(d => (char)('9' - (d - '0')))) : "1" + digits;
    }
}
