using System.Text;

namespace IdentityDashboard.Platform.People;

/// <summary>Rules for people's names: how one line splits, how two join, how they sort.</summary>
public static class PersonName
{
    public const int MaxLength = 100;

    /// <summary>"Anita Singh" gives Anita and Singh; of more words the first is the given name (S84). Both stay editable.</summary>
    public static (string First, string Last) Split(string? fullName)
    {
        var words = Clean(fullName).Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        return words.Length switch { 0 => ("", ""), 1 => (words[0], ""), _ => (words[0], words[1]) };
    }

    public static string Join(string first, string last) => $"{first} {last}".Trim();

    /// <summary>Names in lower case; without any, the address, so that nobody sorts before everybody.</summary>
    public static string SortKey(string first, string last, string normalizedEmail)
    {
        var name = Join(first, last);
        return (name.Length == 0 ? normalizedEmail : name).ToLowerInvariant();
    }

    /// <summary>Composed form, single spaces, no control characters (a name ends up in mail headers).</summary>
    public static string Clean(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return "";
        var text = new StringBuilder(typed.Length);
        foreach (var c in typed.Normalize(NormalizationForm.FormC))
        {
            var space = char.IsWhiteSpace(c) || char.IsControl(c);
            if (!space) text.Append(c);
            else if (text.Length > 0 && text[^1] != ' ') text.Append(' ');
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>What is wrong with a name, or null.</summary>
    public static string? Problem(string cleaned, string label) =>
        cleaned.Length > MaxLength ? $"{label} can have {MaxLength} characters; this has {cleaned.Length}." : null;
}
