using System.Globalization;
using System.Text;

namespace IdentityDashboard.Features.Workspace;

/// <summary>A name as it can stand in an address: lower-case letters, digits and single hyphens.</summary>
internal static class Slug
{
    private const int MaxLength = 48;
    private const string Fallback = "account";

    public static string From(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        var text = slug.ToString(0, Math.Min(slug.Length, MaxLength)).Trim('-');
        return text.Length == 0 ? Fallback : text;
    }
}
