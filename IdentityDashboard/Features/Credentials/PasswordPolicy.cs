using System.Globalization;
using System.Text;

namespace IdentityDashboard.Features.Credentials;

/// <summary>One rule of the policy, for the list that ticks while somebody types.</summary>
/// <param name="Key">Names the rule for scripts: <c>length</c>, <c>common</c>, <c>names</c>.</param>
public sealed record PasswordRule(string Key, string Text, bool Met);

/// <summary>
/// What a password must be. The default follows NIST SP 800-63B-4: length and a blocklist, no character classes;
/// length counts code points, and nothing is cut off.
/// </summary>
public static class PasswordPolicy
{
    public const int MinLength = 8;
    public const int MaxLength = 64;

    /// <summary>What must be left of a password once names and addresses are taken out of it.</summary>
    internal const int OwnCharacters = 6;
    private const int ShortestName = 3;

    private static readonly Lazy<HashSet<string>> Common = new(LoadCommon);

    /// <param name="personal">Email, names and organisation: a password made of them is guessed first.</param>
    public static IReadOnlyList<PasswordRule> Check(string password, params IEnumerable<string?> personal)
    {
        var length = password.EnumerateRunes().Count();
        return
        [
            new("length", $"{MinLength} to {MaxLength} characters", length is >= MinLength and <= MaxLength),
            new("common", "Not a common password", length > 0 && !Common.Value.Contains(password.ToLowerInvariant())),
            new("names", "Not your name, email or organisation", length > 0 && !IsPersonal(password, personal)),
        ];
    }

    /// <summary>The first broken rule as a sentence, or null when the password will do (S98).</summary>
    public static string? Problem(string? password, params IEnumerable<string?> personal)
    {
        if (string.IsNullOrEmpty(password)) return "Enter a password.";
        var length = password.EnumerateRunes().Count();
        if (length < MinLength) return $"Use at least {MinLength} characters; this has {length.ToString(CultureInfo.InvariantCulture)}.";
        if (length > MaxLength) return $"Use at most {MaxLength} characters; this has {length.ToString(CultureInfo.InvariantCulture)}.";
        return Check(password, personal).FirstOrDefault(r => !r.Met)?.Key switch
        {
            "common" => "This password is on the list of common ones, which are tried first. Choose another.",
            "names" => "This password is mostly a name, the email address or the organisation. Choose another.",
            _ => null,
        };
    }

    /// <summary>What is wrong with the second typing of a new password, or null.</summary>
    public static string? ConfirmProblem(string? password, string? confirmed) =>
        string.Equals(password ?? "", confirmed ?? "", StringComparison.Ordinal) ? null : "The two passwords differ. Type the same one twice.";

    /// <summary>A readable random password that meets the policy: four groups of five, about 100 bits.</summary>
    public static string Generate()
    {
        const string alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
        return string.Join('-', Enumerable.Range(0, 4)
            .Select(_ => System.Security.Cryptography.RandomNumberGenerator.GetString(alphabet, 5)));
    }

    private static bool IsPersonal(string password, IEnumerable<string?> personal)
    {
        var rest = Letters(password);
        if (rest.Length == 0) return false;
        var names = personal.Where(p => p is not null).SelectMany(p => p!.Split(['@', '.', ' ', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries))
            .Select(Letters).Where(n => n.Length >= ShortestName).Distinct(StringComparer.Ordinal).OrderByDescending(n => n.Length);
        var found = false;
        foreach (var name in names)
        {
            if (!rest.Contains(name, StringComparison.Ordinal)) continue;
            found = true;
            rest = rest.Replace(name, "", StringComparison.Ordinal);
        }

        return found && rest.Length < OwnCharacters;
    }

    private static string Letters(string text) => new([.. text.ToLowerInvariant().Where(char.IsLetterOrDigit)]);

    private static HashSet<string> LoadCommon()
    {
        using var stream = typeof(PasswordPolicy).Assembly.GetManifestResourceStream("IdentityDashboard.CommonPasswords.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
    }
}
