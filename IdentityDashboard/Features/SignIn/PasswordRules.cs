using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.SignIn;

/// <summary>The policy as the list that ticks while somebody types; the server asks again.</summary>
internal static class PasswordRules
{
    private const string NameFields = "first-name,last-name,email,account-name";

    /// <param name="personal">Names that stand on the page but in no field.</param>
    public static IReadOnlyList<StaticPasswordRule> For(PasswordPolicy policy, params IEnumerable<string?> personal) =>
    [
        new("length", policy.LengthRule, policy.MinLength, policy.MaxLength),
        .. policy.Classes.Select(c => new StaticPasswordRule(c.Key, c.Rule)),
        new("names", "Not mostly a name or email", PersonalWords.OwnCharacters, Other: NameFields, Words: string.Join(' ', PersonalWords.In(personal.Concat(policy.Organisation)))),
    ];

    /// <summary>What only the server can tell, said beforehand.</summary>
    public static string Hint(PasswordPolicy policy, bool hasOne) => (hasOne, policy.History) switch
    {
        (false, _) => "Common passwords are refused, as they are tried first.",
        (_, 0) => "Common passwords are refused, and the one you have.",
        (_, 1) => "Common passwords are refused, the one you have, and the one before it.",
        var (_, count) => $"Common passwords are refused, the one you have, and the {count} before it.",
    };
}
