using System.Text;
using System.Text.Json;

namespace IdentityDashboard.Features.Import.Reading;

/// <summary>Tells a file's format from its beginning: a bracket is a JSON list, a whole object in the first line is NDJSON.</summary>
internal static class FormatFinder
{
    public static ImportFormat Find(string text)
    {
        var start = text.AsSpan().TrimStart();
        if (start.StartsWith("[") && IsJsonList(start)) return ImportFormat.Json;
        if (!start.StartsWith("{")) return ImportFormat.Csv;
        var end = start.IndexOf('\n');
        return IsPerson(end < 0 ? start : start[..end]) ? ImportFormat.Ndjson : ImportFormat.Json;
    }

    /// <summary>A heading may begin with a bracket too.</summary>
    private static bool IsJsonList(ReadOnlySpan<char> start) => start[1..].TrimStart() is ['{' or ']', ..];

    private static bool IsPerson(ReadOnlySpan<char> line)
    {
        try
        {
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(line.ToString()));
            return !document.RootElement.TryGetProperty("users", out var users) || users.ValueKind != JsonValueKind.Array;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
