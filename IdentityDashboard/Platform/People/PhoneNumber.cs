namespace IdentityDashboard.Platform.People;

/// <summary>A number in E.164: a plus, the country code, at most 15 digits; spaces and punctuation are dropped.</summary>
public static class PhoneNumber
{
    private const int MinDigits = 7;
    private const int MaxDigits = 15;

    public static bool TryParse(string typed, out string phone)
    {
        phone = "";
        var text = typed.Trim();
        if (text.StartsWith("00", StringComparison.Ordinal)) text = $"+{text[2..]}";
        if (!text.StartsWith('+') || text.Any(c => !char.IsAsciiDigit(c) && !" +-().".Contains(c, StringComparison.Ordinal)) || text.LastIndexOf('+') > 0) return false;
        var digits = new string([.. text.Where(char.IsAsciiDigit)]);
        if (digits.Length is < MinDigits or > MaxDigits || digits[0] == '0') return false;
        phone = $"+{digits}";
        return true;
    }
}
