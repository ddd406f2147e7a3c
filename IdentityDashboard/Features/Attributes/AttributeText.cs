using System.Globalization;
using System.Text;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Attributes;

/// <summary>What a value looks like: as it is stored, as it is compared, as people read it.</summary>
internal static class AttributeText
{
    public const string Yes = "yes";
    public const string No = "no";
    private const string IsoDate = "yyyy-MM-dd";

    /// <summary>The stored form of what was typed, or what is wrong with it. Nothing typed gives neither.</summary>
    public static (string? Value, string? Problem) Clean(AttributeField field, string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return (null, null);
        var text = PersonName.Clean(typed);
        return field.Kind switch
        {
            AttributeKind.Number => NumberText.Clean(text) is { } number ? (number, null) : (null, $"Enter a number of up to {NumberText.MaxDigits} digits, like 1250 or 12.5."),
            AttributeKind.Date => Date(text) is { } date ? (date.ToString(IsoDate, CultureInfo.InvariantCulture), null) : (null, "Enter a date as year-month-day, like 2026-11-22."),
            AttributeKind.YesNo => Answer(text) is { } answer ? (answer, null) : (null, "Choose yes or no."),
            AttributeKind.Choice => Option(field, text) is { } option ? (option, null) : (null, "Choose one of the options."),
            _ => CleanText(text),
        };
    }

    /// <param name="value">As <see cref="Clean"/> gives it.</param>
    public static string Comparable(AttributeKind kind, string value) => kind switch
    {
        AttributeKind.Number => NumberText.Sortable(value),
        AttributeKind.Date or AttributeKind.YesNo => value,
        _ => Fold(value),
    };

    /// <summary>As people read it: a date in words, "Yes".</summary>
    public static string Show(AttributeKind kind, string? value) => (kind, value) switch
    {
        (_, null or "") => "",
        (AttributeKind.Date, _) => Date(value)?.ToString("d MMM yyyy", CultureInfo.InvariantCulture) ?? value,
        (AttributeKind.YesNo, Yes) => "Yes",
        (AttributeKind.YesNo, No) => "No",
        _ => value,
    };

    public static DateOnly? Date(string text) => DateOnly.TryParseExact(text, IsoDate, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>One spelling for what looks the same: compatibility form, lower case.</summary>
    public static string Fold(string value) => value.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Normalize(NormalizationForm.FormKC);

    private static (string? Value, string? Problem) CleanText(string text)
    {
        // Folding may lengthen a text: some characters stand for a whole phrase.
        var fits = text.Length <= AttributeValue.MaxLength && Fold(text).Length <= AttributeValue.MaxLength;
        return fits ? (text, null) : (null, $"This can have {AttributeValue.MaxLength} characters; it has {text.Length}.");
    }

    private static string? Option(AttributeField field, string text)
    {
        var folded = Fold(text);
        return field.Options.FirstOrDefault(o => Fold(o) == folded);
    }

    private static string? Answer(string text) => text.ToLowerInvariant() switch
    {
        Yes or "true" => Yes,
        No or "false" => No,
        _ => null,
    };
}
