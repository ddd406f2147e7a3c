using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace IdentityDashboard.Platform.People;

/// <summary>
/// An address in the one form that decides who is who: trimmed, NFKC, lower case, domain in ASCII (IDNA).
/// Accepts the dot-atom addresses of RFC 5321/5322 (<c>user+tag@domain.com</c>) at any public-looking domain;
/// local parts outside ASCII are refused, since look-alikes (dotless i, zero-width) would be other people's mailboxes.
/// </summary>
public readonly partial record struct EmailAddress
{
    public const int MaxLength = 254;
    private const int MaxLocalLength = 64;
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    private EmailAddress(string display, string normalized) => (Display, Normalized) = (display, normalized);

    /// <summary>As typed, trimmed, with the domain as people write it.</summary>
    public string Display { get; }

    /// <summary>The form that is unique in an account.</summary>
    public string Normalized { get; }

    public static bool TryParse(string? typed, out EmailAddress address, out string problem)
    {
        address = default;
        problem = "";
        if (string.IsNullOrWhiteSpace(typed)) return Refuse("Enter an email address.", out problem);
        if (typed.Length > 4 * MaxLength) return Refuse("An email address can have 254 characters.", out problem);
        if (!IsWellFormed(typed)) return Refuse("Remove the character that can't be shown from this address.", out problem);

        var text = typed.Trim().Normalize(NormalizationForm.FormKC);
        var at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1) return Refuse("An email address needs a name, an @ and a domain, like pat@example.com.", out problem);
        var local = text[..at].ToLowerInvariant();
        var domain = text[(at + 1)..];

        if (!Ascii.IsValid(local)) return Refuse("Use only unaccented letters, digits and . _ + - before the @.", out problem);
        if (local.Length > MaxLocalLength || !LocalPart().IsMatch(local)) return Refuse("The part before the @ isn't a valid mailbox name.", out problem);
        if (!TryAsciiDomain(domain, out var ascii)) return Refuse("The domain after the @ isn't valid.", out problem);
        if (!ascii.Contains('.', StringComparison.Ordinal)) return Refuse("The domain needs an ending, like example.com.", out problem);
        if (!Domain().IsMatch(ascii)) return Refuse("The domain after the @ isn't valid.", out problem);
        var normalized = $"{local}@{ascii}";
        if (normalized.Length > MaxLength) return Refuse("An email address can have 254 characters.", out problem);

        address = new EmailAddress($"{text[..at]}@{domain.ToLowerInvariant()}", normalized);
        return true;
    }

    private static bool Refuse(string why, out string problem)
    {
        problem = why;
        return false;
    }

    private static bool IsWellFormed(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
                && rune.Value is not ('\t' or '\n' or '\r')) return false;
            if (rune == Rune.ReplacementChar) return false;
        }

        return true;
    }

    private static bool TryAsciiDomain(string domain, out string ascii)
    {
        try
        {
            ascii = Idn.GetAscii(domain).ToLowerInvariant();
            return true;
        }
        catch (ArgumentException)
        {
            ascii = "";
            return false;
        }
    }

    [GeneratedRegex(@"^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex LocalPart();

    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Domain();
}
