using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.SignIn;

/// <summary>The policy as the list that ticks while somebody types; the server asks again.</summary>
internal static class PasswordRules
{
    private const string NameFields = "first-name,last-name,email,account-name";

    /// <param name="personal">Names that stand on the page but in no field.</param>
    public static IReadOnlyList<StaticPasswordRule> For(params IEnumerable<string?> personal) =>
    [
        new("length", $"{PasswordPolicy.MinLength} to {PasswordPolicy.MaxLength} characters", PasswordPolicy.MinLength, PasswordPolicy.MaxLength),
        new("names", "Not mostly a name or email", PasswordPolicy.OwnCharacters, Other: NameFields, Words: string.Join(' ', personal)),
    ];
}
