using System.Text.Json;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Identities.Api;

/// <summary>Custom attributes between JSON and the texts they are kept as.</summary>
internal static class TraitJson
{
    private const string Yes = "yes";

    /// <summary>Names those that no attribute can take, of whatever kind.</summary>
    public static void Check(IReadOnlyDictionary<string, JsonElement>? traits, FieldErrors errors)
    {
        foreach (var (key, value) in traits ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
        {
            if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array || !IsText(value)) errors.Add(AttributeField.ErrorKeyOf(key), "An attribute is a text, a number, true, false or null.");
        }
    }

    /// <param name="traits">That <see cref="Check"/> found nothing wrong with.</param>
    public static IReadOnlyDictionary<string, string> Read(IReadOnlyDictionary<string, JsonElement>? traits) =>
        traits is null ? NewIdentity.NoTraits : traits.ToDictionary(t => t.Key, t => Text(t.Value), StringComparer.Ordinal);

    public static JsonElement Write(AttributeKind kind, string value) => kind switch
    {
        AttributeKind.Number => JsonElement.Parse(value),
        AttributeKind.YesNo => JsonSerializer.SerializeToElement(string.Equals(value, Yes, StringComparison.Ordinal)),
        _ => JsonSerializer.SerializeToElement(value),
    };

    /// <summary>Half a character, as <c>"\ud800"</c> writes it, is none.</summary>
    private static bool IsText(JsonElement value)
    {
        try
        {
            return value.ValueKind != JsonValueKind.String || value.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => Yes,
        JsonValueKind.False => "no",
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };
}
