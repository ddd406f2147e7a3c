using System.Globalization;
using System.Security.Cryptography;
using IdentityDashboard.Features.Credentials.Policy;

namespace IdentityDashboard.Features.Credentials;

/// <summary>One rule of the policy, for the list that ticks while somebody types.</summary>
/// <param name="Key">Names the rule: <c>length</c>, that of a character class, <c>common</c>, <c>names</c>.</param>
public sealed record PasswordRule(string Key, string Text, bool Met);

/// <summary>
/// What a password of an account must be: values, and what follows from them; it asks no database. The default follows
/// NIST SP 800-63B-4: length and a blocklist, no character classes; length counts code points, and nothing is cut off.
/// </summary>
public sealed record PasswordPolicy
{
    /// <summary>Of an account that isn't there yet.</summary>
    public static readonly PasswordPolicy Default = Of(new SecurityPolicy());

    private const int GroupLength = 5;
    private const int LeastGroups = 4;

    public required int MinLength { get; init; }

    public required int MaxLength { get; init; }

    /// <summary>What must occur in it.</summary>
    public required IReadOnlyList<CharacterClass> Classes { get; init; }

    /// <summary>How many passwords before the present one can't be used again.</summary>
    public required int History { get; init; }

    /// <summary>The account's names.</summary>
    public required IReadOnlyList<string> Organisation { get; init; }

    public string LengthRule => string.Create(CultureInfo.InvariantCulture, $"{MinLength} to {MaxLength} characters");

    internal static PasswordPolicy Of(SecurityPolicy policy, params IReadOnlyList<string> organisation) => new()
    {
        MinLength = policy.PasswordMinLength, MaxLength = policy.PasswordMaxLength, History = policy.PasswordHistory, Organisation = organisation,
        Classes =
        [
            .. policy.RequireLower ? [CharacterClass.Lower] : Array.Empty<CharacterClass>(), .. policy.RequireUpper ? [CharacterClass.Upper] : Array.Empty<CharacterClass>(),
            .. policy.RequireDigit ? [CharacterClass.Digit] : Array.Empty<CharacterClass>(), .. policy.RequireSymbol ? [CharacterClass.Symbol] : Array.Empty<CharacterClass>(),
        ],
    };

    /// <param name="personal">Email and names: with the organisation's, what a password may not be made of.</param>
    public IReadOnlyList<PasswordRule> Check(string password, params IEnumerable<string?> personal) =>
    [
        new("length", LengthRule, LengthOf(password) is var length && length >= MinLength && length <= MaxLength),
        .. Classes.Select(c => new PasswordRule(c.Key, c.Rule, c.IsIn(password))),
        new("common", "Not a common password", password.Length > 0 && !CommonPasswords.Contains(password) && !CommonPasswords.IsVariation(password)),
        new("names", "Not your name, email or organisation", password.Length > 0 && !PersonalWords.Make(password, personal.Concat(Organisation))),
    ];

    /// <summary>The first broken rule as a sentence, or null when the password will do (S98).</summary>
    public string? Problem(string? password, params IEnumerable<string?> personal)
    {
        if (string.IsNullOrEmpty(password)) return "Enter a password.";
        var length = LengthOf(password);
        if (length < MinLength) return string.Create(CultureInfo.InvariantCulture, $"Use at least {MinLength} characters; this has {length}.");
        if (length > MaxLength) return string.Create(CultureInfo.InvariantCulture, $"Use at most {MaxLength} characters; this has {length}.");
        var missing = Classes.Where(c => !c.IsIn(password)).Select(c => c.Name).ToList();
        if (missing.Count > 0) return missing.Count == 1 ? $"Add {missing[0]}." : $"Add {string.Join(", ", missing[..^1])} and {missing[^1]}.";
        if (CommonPasswords.Contains(password)) return "This password is on the list of common ones, which are tried first. Choose another.";
        if (CommonPasswords.IsVariation(password)) return "This password is a common one with little changed, or a pattern; those are tried first. Choose another.";
        return PersonalWords.Make(password, personal.Concat(Organisation)) ? "This password is mostly a name, the email address or the organisation. Choose another." : null;
    }

    /// <summary>What is wrong with the second typing of a new password, or null.</summary>
    public static string? ConfirmProblem(string? password, string? confirmed) =>
        string.Equals(password ?? "", confirmed ?? "", StringComparison.Ordinal) ? null : "The two passwords differ. Type the same one twice.";

    /// <summary>A readable random password that meets the policy (U43): groups of five, about 100 bits or as much more as its length takes.</summary>
    public string Generate()
    {
        var alphabet = CharacterClass.Lower.Alphabet + CharacterClass.Digit.Alphabet + (Classes.Contains(CharacterClass.Upper) ? CharacterClass.Upper.Alphabet : "");
        var groups = Math.Max(LeastGroups, (MinLength / (GroupLength + 1)) + 1);
        while (true)
        {
            var drawn = string.Join('-', Enumerable.Range(0, groups).Select(_ => RandomNumberGenerator.GetString(alphabet, GroupLength)));
            var password = drawn[..Math.Min(drawn.Length, MaxLength)];
            if (Problem(password) is null) return password;
        }
    }

    private static int LengthOf(string password) => password.EnumerateRunes().Count();
}
