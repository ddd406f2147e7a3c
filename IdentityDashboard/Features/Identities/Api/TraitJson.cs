using System.Text.Json;
using IdentityDashboard.Features.Attributes;

namespace IdentityDashboard.Features.Identities.Api;

/// <summary>Custom attributes between JSON and the texts they are kept as.</summary>
internal static class TraitJson
{
    private const string Yes = "yes";

    /// <summary>What isn't text, number, true, false or null becomes a text no attribute takes, and is refused by name.</summary>
    public static IReadOnlyDictionary<string, string> Read(IReadOnlyDictionary<string, JsonElement>? traits) =>
        traits is null ? NewIdentity.NoTraits : traits.ToDictionary(t => t.Key, t => Text(t.Value), StringComparer.Ordinal);

    public static JsonElement Write(AttributeKind kind, string value) => kind switch
    {
        AttributeKind.Number => JsonElement.Parse(value),
        AttributeKind.YesNo => JsonSerializer.SerializeToElement(string.Equals(value, Yes, StringComparison.Ordinal)),
        _ => JsonSerializer.SerializeToElement(value),
    };

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => Yes,
        JsonValueKind.False => "no",
        JsonValueKind.Null => "",
        _ => value.GetRawText(),
    };
}
