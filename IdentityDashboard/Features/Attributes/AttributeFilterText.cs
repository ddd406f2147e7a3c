using System.Globalization;

namespace IdentityDashboard.Features.Attributes;

/// <summary>A condition in the form of <see cref="AttributeValue.Comparable"/>; both bounds are included, null is open.</summary>
public sealed record AttributeBounds(string? From, string? To);

/// <summary>
/// A filter on an attribute as it stands in a URL: <c>value</c> is exactly this, <c>a..b</c> a range of numbers or dates
/// (either end may be missing), <c>*</c> anything at all. A text that would read as something else begins with "=".
/// </summary>
internal static class AttributeFilterText
{
    public const string Any = "*";
    private const string Dots = "..";
    private const char Literal = '=';

    /// <summary>Null when the text makes no sense for the attribute: the filter is then left out.</summary>
    public static AttributeBounds? Parse(AttributeField field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (text == Any) return new AttributeBounds(null, null);
        var (from, to) = Ends(field, text);
        if (!TryBound(field, from, out var low) || !TryBound(field, to, out var high)) return null;
        return low is null && high is null ? null : new AttributeBounds(low, high);
    }

    /// <summary>What stands beside the label on a chip: "4711", "1 Nov – 30 Nov", "from 12", "any value".</summary>
    /// <param name="today">Its year is left out of dates.</param>
    public static string Words(AttributeField field, string text, DateOnly today)
    {
        if (text == Any) return "any value";
        var (from, to) = Ends(field, text);
        var (low, high) = (Show(field, from, today), Show(field, to, today));
        if (from == to) return low;
        return (low, high) switch { (_, "") => $"from {low}", ("", _) => $"until {high}", _ => $"{low} – {high}" };
    }

    /// <summary>The filter for exactly this value; null for none.</summary>
    public static string? Exactly(AttributeField field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value)) return null;
        var text = value.Trim();
        return !IsRange(field) && (text == Any || text[0] == Literal) ? Literal + text : text;
    }

    /// <summary>The filter for a range of numbers or dates; null when both ends are open.</summary>
    public static string? Between(string? from, string? to)
    {
        var (low, high) = (from?.Trim() ?? "", to?.Trim() ?? "");
        if (low.Length + high.Length == 0) return null;
        return low == high ? low : low + Dots + high;
    }

    /// <summary>The two ends as typed; the same twice for exactly one value. Null is open.</summary>
    public static (string? From, string? To) Ends(AttributeField field, string? text)
    {
        if (string.IsNullOrEmpty(text) || text == Any) return (null, null);
        if (!IsRange(field))
        {
            var value = text[0] == Literal ? text[1..] : text;
            return (value, value);
        }

        var dots = text.IndexOf(Dots, StringComparison.Ordinal);
        if (dots < 0) return (text, text);
        var (from, to) = (text[..dots], text[(dots + Dots.Length)..]);
        return (from.Length == 0 ? null : from, to.Length == 0 ? null : to);
    }

    public static bool IsRange(AttributeField field) => field.Kind is AttributeKind.Number or AttributeKind.Date;

    private static bool TryBound(AttributeField field, string? typed, out string? bound)
    {
        bound = null;
        if (typed is null) return true;
        var (value, _) = AttributeText.Clean(field, typed);
        if (value is not null) bound = AttributeText.Comparable(field.Kind, value);
        return value is not null;
    }

    private static string Show(AttributeField field, string? typed, DateOnly today)
    {
        if (typed is null) return "";
        if (field.Kind != AttributeKind.Date || AttributeText.Date(typed) is not { } date) return AttributeText.Show(field.Kind, AttributeText.Clean(field, typed).Value ?? typed);
        return date.ToString(date.Year == today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);
    }
}
