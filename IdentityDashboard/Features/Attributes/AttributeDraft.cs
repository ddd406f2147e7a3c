using System.Globalization;
using System.Text;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Attributes;

/// <param name="Was">Its name until now; null for a new one. People who have it move along.</param>
public sealed record AttributeOption(string? Was, string Name);

/// <summary>A definition as typed.</summary>
/// <param name="Key">Empty: made from the label. Like <paramref name="Kind"/>, it counts only for a new attribute.</param>
public sealed record AttributeDraft(
    string Label, string? Key, string? Help, AttributeKind Kind, IReadOnlyList<AttributeOption> Options, bool IsRequired, bool IsUnique, bool IsSearchable)
{
    public const int MaxHelpLength = 200;
    public const int MaxOptions = 100;
    public const int MaxOptionLength = 100;
    public const string UniqueField = "is_unique";
    public const string OptionsField = "options";

    /// <summary>Two people may well give the same answer to a question with few.</summary>
    public static bool CanBeUnique(AttributeKind kind) => kind is AttributeKind.Text or AttributeKind.Number or AttributeKind.Date;

    /// <summary>"yes" would find half of everybody.</summary>
    public static bool CanBeSearchable(AttributeKind kind) => kind != AttributeKind.YesNo;

    /// <summary>The key for a label: "Cost centre" gives cost_centre; what isn't Latin gives "attribute".</summary>
    public static string KeyFor(string label)
    {
        var key = new StringBuilder();
        foreach (var c in label.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c)) key.Append(c);
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark && key.Length > 0 && key[^1] != '_') key.Append('_');
        }

        var text = key.ToString().Trim('_');
        if (text.Length == 0) return "attribute";
        if (char.IsAsciiDigit(text[0])) text = $"a_{text}";
        return text.Length <= AttributeDefinition.MaxKeyLength ? text : text[..AttributeDefinition.MaxKeyLength].TrimEnd('_');
    }

    /// <summary>With spaces put right and options of other kinds dropped.</summary>
    internal AttributeDraft Clean() => this with
    {
        Label = PersonName.Clean(Label),
        Key = string.IsNullOrWhiteSpace(Key) ? KeyFor(PersonName.Clean(Label)) : Key.Trim(),
        Help = PersonName.Clean(Help) is { Length: > 0 } help ? help : null,
        Options = Kind == AttributeKind.Choice ? [.. Options.Select(o => o with { Name = PersonName.Clean(o.Name) }).Where(o => o.Name.Length > 0)] : [],
    };

    /// <summary>What is wrong with a cleaned draft by itself.</summary>
    internal void Check(FieldErrors errors)
    {
        errors.Add("label", Label.Length == 0 ? "Enter a label." : TooLong(Label, AttributeDefinition.MaxLabelLength));
        errors.Add("help", TooLong(Help ?? "", MaxHelpLength));
        if (!IsKey(Key!)) errors.Add("key", $"Use small letters, digits and underscores, {AttributeDefinition.MaxKeyLength} at most; begin with a letter.");
        if (IsUnique && !CanBeUnique(Kind)) errors.Add(UniqueField, "People may share an option, so this kind can't be unique.");
        if (Kind == AttributeKind.Choice) errors.Add(OptionsField, OptionsProblem());
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= AttributeDefinition.MaxKeyLength && char.IsAsciiLetterLower(key[0]) && key.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    private static string? TooLong(string text, int most) => text.Length <= most ? null : $"This can have {most} characters; it has {text.Length}.";

    private string? OptionsProblem()
    {
        if (Options.Count == 0) return "Enter at least one option.";
        if (Options.Count > MaxOptions) return $"A choice can have {MaxOptions} options; this has {Options.Count}.";
        if (Options.FirstOrDefault(o => o.Name.Length > MaxOptionLength) is { } lengthy) return $"An option can have {MaxOptionLength} characters; “{lengthy.Name[..20]}…” has {lengthy.Name.Length}.";
        var twice = Options.GroupBy(o => AttributeText.Fold(o.Name), StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any());
        return twice is null ? null : $"“{twice.First().Name}” is there twice.";
    }
}
