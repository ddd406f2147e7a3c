namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>What follows from taking factors away.</summary>
internal static class FactorWords
{
    public const string OthersEnd = "Your other sessions end within 5 seconds";

    public static IReadOnlyList<string> IfRemoved(bool isLast) => isLast
        ? ["It is your last one: from now on your password alone opens your account", "Your recovery codes stop working", OthersEnd]
        : [OthersEnd];

    public static IReadOnlyList<string> IfReset(PersonFactorsView person) =>
    [
        .. person.List.Authenticator is null ? [] : new[] { "Their authenticator app stops working" },
        .. person.List.Passkeys.Count switch { 0 => Array.Empty<string>(), 1 => ["Their passkey stops working"], var n => [$"Their {n} passkeys stop working"] },
        "Their recovery codes stop working",
        "All their sessions end within 5 seconds",
        "They sign in with their password, and set up a new factor where the policy asks for one",
        "They are told by mail",
    ];
}
