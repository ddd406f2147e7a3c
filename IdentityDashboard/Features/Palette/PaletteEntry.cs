using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Palette;

/// <summary>A page or an action of the dashboard.</summary>
/// <param name="Words">Other words people look for it by, separated by spaces.</param>
/// <param name="Offered">Whether it opens for somebody; the page or service behind asks again.</param>
internal sealed record PaletteEntry(PaletteItem Item, string Words, Func<WorkspaceView, bool> Offered)
{
    /// <summary>The title begins with the text; next best, words of the title do.</summary>
    private const int ByTitle = 0;
    private const int InTitle = 2;

    /// <summary>Only the other words fit.</summary>
    private const int ByWords = 3;

    private static readonly char[] Gaps = [' ', '-', '&', ',', '/'];

    /// <summary>Nobody looks for something by these.</summary>
    private static readonly string[] Fillers = ["and", "between", "to"];

    /// <returns>How well the text fits, the lower the better; null when a word of it fits nowhere.</returns>
    public int? Rank(string text)
    {
        if (Item.Title.StartsWith(text, StringComparison.OrdinalIgnoreCase)) return ByTitle;
        var sought = Split(text);
        if (sought.Length == 0) return null;
        var title = Split(Item.Title);
        if (sought.All(word => Fits(title, word))) return InTitle;
        var all = title.Concat(Split(Words)).ToList();
        return sought.All(word => Fits(all, word)) ? ByWords : null;
    }

    private static string[] Split(string text) => [.. text.Split(Gaps, StringSplitOptions.RemoveEmptyEntries).Except(Fillers, StringComparer.OrdinalIgnoreCase)];

    private static bool Fits(IEnumerable<string> words, string sought) => words.Any(word => word.StartsWith(sought, StringComparison.OrdinalIgnoreCase));
}
