using System.Text;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>
/// What is tried first when passwords are guessed: the commonest of those that leaked (docs/passwords.md says where the
/// list is from), what people make of them, and walks over the keyboard.
/// </summary>
internal static class CommonPasswords
{
    /// <summary>Digits and symbols around a word that don't make it another one: <c>summer-2026!</c>.</summary>
    private const int MostDecoration = 6;
    private const int ShortestCore = 4;

    /// <summary>Nobody tries longer ones first.</summary>
    private const int LongestPattern = 32;

    /// <summary>A password that only repeats so many characters is one character, or two, to who guesses.</summary>
    private const int LongestRepeated = 4;

    private const string Decoration = "0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ £€§";
    private const string LeetFrom = "013457@$!";
    private const string LeetTo = "oieastasi";

    private static readonly string[] Walks =
    [
        "abcdefghijklmnopqrstuvwxyz", "012345678901234567890", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "q1w2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p",
    ];

    private static readonly Lazy<HashSet<string>> All = new(Load);

    /// <summary>On the list as it is, in whatever case.</summary>
    public static bool Contains(string password) => All.Value.Contains(password.ToLowerInvariant());

    /// <summary>Made of one that is: with other digits and symbols around it, with letters written as digits, twice, or no more than a pattern.</summary>
    public static bool IsVariation(string password)
    {
        var folded = password.ToLowerInvariant();
        return IsTwice(folded) || IsDecorated(folded) || (folded.Length <= LongestPattern && (IsRepeated(folded) || IsWalk(folded)));
    }

    /// <summary>Letters for the digits and symbols that stand for them: <c>p@55w0rd</c> is <c>password</c>.</summary>
    public static string Unleet(string folded) => string.Create(folded.Length, folded, (letters, text) =>
    {
        for (var i = 0; i < letters.Length; i++) letters[i] = LeetFrom.IndexOf(text[i], StringComparison.Ordinal) is var at and >= 0 ? LeetTo[at] : text[i];
    });

    /// <summary>A digit or symbol at either end may be decoration, or stand for a letter.</summary>
    private static bool IsDecorated(string folded)
    {
        string[] cores = [folded, folded.AsSpan().TrimEnd(Decoration).ToString(), folded.AsSpan().Trim(Decoration).ToString()];
        return cores.Any(core => folded.Length - core.Length <= MostDecoration && (IsKnown(core) || IsKnown(Unleet(core))));
    }

    private static bool IsKnown(string word) => word.Length >= ShortestCore && All.Value.Contains(word);

    private static bool IsRepeated(string folded)
    {
        for (var length = 1; length <= Math.Min(LongestRepeated, folded.Length / 2); length++)
        {
            if (folded.AsSpan(length).SequenceEqual(folded.AsSpan(0, folded.Length - length))) return true;
        }

        return false;
    }

    private static bool IsTwice(string folded)
    {
        var half = folded[..(folded.Length / 2)];
        return folded == half + half && IsKnown(half);
    }

    private static bool IsWalk(string folded)
    {
        var back = new string([.. folded.Reverse()]);
        return Walks.Any(w => w.Contains(folded, StringComparison.Ordinal) || w.Contains(back, StringComparison.Ordinal));
    }

    private static HashSet<string> Load()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("IdentityDashboard.CommonPasswords.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
    }
}
