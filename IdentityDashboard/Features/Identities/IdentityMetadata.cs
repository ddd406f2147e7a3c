using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// What a program keeps with a person's record for itself: a JSON object. It isn't searched, and the person never sees it.
/// </summary>
internal static class IdentityMetadata
{
    public const string Field = "metadata";

    /// <summary>In UTF-8, without the spaces between its parts.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>How much of a change stands in the audit log.</summary>
    public const int MaxAudited = 1_000;

    private const string NoObject = "Metadata is a JSON object, like {\"cost_centre\": \"4100\"}.";
    private static readonly string TooLong = $"Metadata can have {MaxBytes / 1024} KB.";
    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>The stored form, null for an empty object; or what is wrong.</returns>
    public static (string? Stored, string? Problem) Read(JsonElement? typed)
    {
        if (typed is not { } value) return (null, null);
        return value.ValueKind == JsonValueKind.Object && Node(value) is { } whole ? Checked(whole) : (null, NoObject);
    }

    /// <summary>As RFC 7396 merges: members named change, at any depth; null takes them away.</summary>
    public static (string? Stored, string? Problem) Merge(string? stored, JsonElement patch)
    {
        if (patch.ValueKind == JsonValueKind.Null) return (null, null);
        if (patch.ValueKind != JsonValueKind.Object || Node(patch) is not { } changes) return (null, NoObject);
        return Checked(Merge(Parse(stored), changes));
    }

    /// <summary>The members that differ, before and after, for the audit log.</summary>
    public static (string? Old, string? New) Difference(string? before, string? after)
    {
        var (old, now) = (Parse(before), Parse(after));
        var same = old.Where(m => now.TryGetPropertyValue(m.Key, out var other) && JsonNode.DeepEquals(m.Value, other)).Select(m => m.Key).ToList();
        foreach (var key in same)
        {
            old.Remove(key);
            now.Remove(key);
        }

        return (Told(old), Told(now));
    }

    private static JsonObject Parse(string? stored) => stored is null ? [] : JsonNode.Parse(stored)!.AsObject();

    /// <summary>Null for texts that aren't Unicode, which nothing could write again.</summary>
    private static JsonObject? Node(JsonElement value)
    {
        try
        {
            return JsonNode.Parse(JsonSerializer.Serialize(value, Compact))!.AsObject();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonObject Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (value is null) target.Remove(key);
            else target[key] = value is JsonObject inner ? Merge(target[key] as JsonObject is { } there ? there.DeepClone().AsObject() : [], inner) : value.DeepClone();
        }

        return target;
    }

    private static (string? Stored, string? Problem) Checked(JsonObject whole)
    {
        var text = whole.ToJsonString(Compact);
        return whole.Count == 0 ? (null, null) : Encoding.UTF8.GetByteCount(text) > MaxBytes ? (null, TooLong) : (text, null);
    }

    private static string? Told(JsonObject members)
    {
        if (members.Count == 0) return null;
        var text = members.ToJsonString(Compact);
        if (text.Length <= MaxAudited) return text;
        // Two that begin alike must not look the same.
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
        return $"{text[..(char.IsHighSurrogate(text[MaxAudited - 1]) ? MaxAudited - 1 : MaxAudited)]}… ({fingerprint})";
    }
}
