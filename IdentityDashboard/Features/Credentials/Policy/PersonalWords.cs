namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>Names, addresses and organisations: a password made of them is guessed first.</summary>
internal static class PersonalWords
{
    /// <summary>What must be left of a password once they are taken out of it.</summary>
    public const int OwnCharacters = 6;
    private const int ShortestName = 3;

    private static readonly char[] Separators = ['@', '.', ' ', '-', '_', '+'];

    /// <summary>The words of names and addresses, the longest first.</summary>
    public static IReadOnlyList<string> In(IEnumerable<string?> personal) =>
    [
        .. personal.Where(p => p is not null).SelectMany(p => p!.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
            .Select(Letters).Where(n => n.Length >= ShortestName).Distinct(StringComparer.Ordinal).OrderByDescending(n => n.Length),
    ];

    public static bool Make(string password, IEnumerable<string?> personal)
    {
        var names = In(personal);
        return names.Count > 0 && (Make(Letters(password), names) || Make(Letters(CommonPasswords.Unleet(password.ToLowerInvariant())), names));
    }

    private static bool Make(string rest, IReadOnlyList<string> names)
    {
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
}
