using System.Globalization;
using System.Text;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>A kind of character that an account may demand in passwords.</summary>
/// <param name="Key">Names the rule for scripts: js/site.js asks the same.</param>
/// <param name="Name">As it stands in a sentence: "a digit".</param>
/// <param name="Alphabet">What generated passwords take of it: nothing that is misread.</param>
public sealed record CharacterClass(string Key, string Name, Func<Rune, bool> Has, string Alphabet)
{
    public static readonly CharacterClass Lower = new("lower", "a lower-case letter", r => Rune.GetUnicodeCategory(r) == UnicodeCategory.LowercaseLetter, "abcdefghjkmnpqrstuvwxyz");
    public static readonly CharacterClass Upper = new("upper", "an upper-case letter", r => Rune.GetUnicodeCategory(r) == UnicodeCategory.UppercaseLetter, "ABCDEFGHJKMNPQRSTUVWXYZ");
    public static readonly CharacterClass Digit = new("digit", "a digit", IsDigit, "23456789");

    /// <summary>Whatever is neither letter nor digit, a space too.</summary>
    public static readonly CharacterClass Symbol = new("symbol", "a symbol", r => !Rune.IsLetter(r) && !IsDigit(r), "");

    /// <summary>As a rule in a list: "A digit".</summary>
    public string Rule => char.ToUpperInvariant(Name[0]) + Name[1..];

    public bool IsIn(string password) => password.EnumerateRunes().Any(Has);

    private static bool IsDigit(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;
}
