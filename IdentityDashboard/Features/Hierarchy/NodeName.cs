using System.Globalization;
using System.Text;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>A node's name, and the slug made from it: unique among siblings, and what they are sorted by.</summary>
internal static class NodeName
{
    private const string Fallback = "node";

    /// <summary>Letters and digits of any script in lower case, single hyphens between them.</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c)) slug.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        var text = slug.ToString(0, Math.Min(slug.Length, Node.MaxNameLength)).Trim('-');
        return text.Length == 0 ? Fallback : text;
    }

    /// <returns>The name as it is kept, and what is wrong with it.</returns>
    public static (string Name, string? Problem) Check(string? typed)
    {
        var name = PersonName.Clean(typed);
        if (name.Length == 0) return (name, "Enter a name.");
        return name.Length <= Node.MaxNameLength ? (name, null) : (name, $"A name can have {Node.MaxNameLength} characters; this has {name.Length}.");
    }

    public static (string Type, string? Problem) CheckType(string? typed)
    {
        var type = PersonName.Clean(typed);
        if (type.Length == 0) return (type, "Enter a type, such as region.");
        if (type.Equals(Node.RootType, StringComparison.OrdinalIgnoreCase)) return (type, "Only the top of the hierarchy is the root. Choose another word.");
        return type.Length <= Node.MaxTypeLength ? (type, null) : (type, $"A type can have {Node.MaxTypeLength} characters; this has {type.Length}.");
    }
}
