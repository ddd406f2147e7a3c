using System.Text.Json;

namespace IdentityDashboard.Features.Import.Reading;

/// <summary>An object of a JSON file as columns and values: <c>user_metadata.country</c> is one.</summary>
internal sealed record FlatObject(long Line, IReadOnlyList<KeyValuePair<string, string>> Values, string? Problem = null)
{
    private const string Credentials = "credentials";

    public bool Stops { get; init; }

    public static FlatObject Bad(long line, string problem) => new(line, [], problem);

    public static FlatObject Of(JsonElement element, long line)
    {
        if (element.ValueKind != JsonValueKind.Object) return Bad(line, "Each person is an object in braces; this is something else.");
        var values = new List<KeyValuePair<string, string>>();
        try
        {
            Add(values, "", element);
        }
        catch (InvalidOperationException)
        {
            return Bad(line, ReadingLimits.NotDecoded);
        }

        if (values.Count > ReadingLimits.MaxColumns) return Bad(line, ReadingLimits.TooManyColumns(values.Count));
        if (values.Find(v => v.Value.Length > ReadingLimits.MaxField) is { Value: { } lengthy }) return Bad(line, ReadingLimits.FieldTooLong(lengthy.Length));
        return new FlatObject(line, values, values.Select(v => ReadingLimits.Unreadable(v.Value)).FirstOrDefault(p => p is not null));
    }

    private static void Add(List<KeyValuePair<string, string>> values, string prefix, JsonElement element)
    {
        foreach (var property in element.EnumerateObject())
        {
            var name = prefix + property.Name;
            if (property.Value.ValueKind == JsonValueKind.Object && prefix.Length == 0) Add(values, $"{name}.", property.Value);
            else values.Add(new(name, name == Credentials ? Password(property.Value) : Text(property.Value)));
        }
    }

    /// <summary>One plain text of an array stands for itself; more, or one that a separator would split, stay JSON.</summary>
    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array when value.GetArrayLength() == 0 => "",
        JsonValueKind.Array when value.GetArrayLength() == 1 && value[0].ValueKind == JsonValueKind.String && !ManyValues.Splits(value[0].GetString()!) => value[0].GetString()!,
        _ => value.GetRawText(),
    };

    /// <summary>Of Keycloak's credentials only the password can be taken.</summary>
    private static string Password(JsonElement credentials)
    {
        if (credentials.ValueKind != JsonValueKind.Array) return Text(credentials);
        var password = credentials.EnumerateArray().FirstOrDefault(c => c.ValueKind == JsonValueKind.Object && c.TryGetProperty("type", out var type) && type.ValueEquals("password"));
        return password.ValueKind == JsonValueKind.Object ? password.GetRawText() : "";
    }
}
