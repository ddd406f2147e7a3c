using System.Buffers.Text;
using System.Text.Json;

namespace IdentityDashboard.Platform;

/// <summary>Where a page of a list begins: the sort value and id of the row before it, and which way to read.</summary>
internal sealed record KeyCursor(string Key, Guid Id, bool Backwards)
{
    public string Encode() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Null for anything that isn't a cursor: the list then begins at its start.</summary>
    public static KeyCursor? Decode(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor) || !Base64Url.IsValid(cursor)) return null;
        try
        {
            return JsonSerializer.Deserialize<KeyCursor>(Base64Url.DecodeFromChars(cursor));
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
