using System.Text.Json;

namespace IdentityDashboard.Features.Import.Reading;

/// <summary>Several values in one cell: a JSON array, or separated by <c>;</c>, else by <c>|</c>, else by <c>,</c>.</summary>
internal static class ManyValues
{
    private static readonly char[] Separators = [';', '|', ','];

    public static bool Splits(string text) => text.IndexOfAny(Separators) >= 0 || text.StartsWith('[');

    public static IReadOnlyList<string> Split(string cell)
    {
        if (Json(cell) is { } values) return values;
        var separator = Separators.FirstOrDefault(cell.Contains, ';');
        return [.. cell.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The cell as one text.</summary>
    public static string Join(string cell) => Json(cell) is { } values ? string.Join("; ", values) : cell;

    /// <summary>The first value of a JSON array; any other text as it is.</summary>
    public static string First(string cell) => Json(cell) is { } values ? values.Count > 0 ? values[0] : "" : cell;

    private static List<string>? Json(string cell)
    {
        if (!cell.StartsWith('[') || !cell.EndsWith(']')) return null;
        try
        {
            using var array = JsonDocument.Parse(cell);
            return [.. array.RootElement.EnumerateArray()
                .Select(v => v.ValueKind == JsonValueKind.String ? v.GetString()!.Trim() : v.GetRawText())
                .Where(v => v.Length > 0).Distinct(StringComparer.Ordinal)];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
