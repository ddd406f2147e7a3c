using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Audit;

/// <summary>An entry as other programs get it.</summary>
internal static class AuditJson
{
    private static readonly JsonWriterOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Pretty = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <summary>For people to copy.</summary>
    public static string Indented(AuditRow row) => Write(row, Pretty);

    public static string OneLine(AuditRow row) => Write(row, Line);

    /// <summary>Each field's old and new value alone.</summary>
    public static string Changes(AuditRow row) => Write(json => WriteChanges(json, row), Line);

    /// <summary>In UTC, to the microsecond.</summary>
    public static string Time(AuditRow row) => row.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    public static string ActorKindOf(AuditRow row) => JsonNamingPolicy.SnakeCaseLower.ConvertName(row.ActorKind.ToString());

    public static string? ActorIdOf(AuditRow row) => row.ActorKind == ActorKind.System ? null : row.ActorId.ToString();

    private static string Write(AuditRow row, JsonWriterOptions options) => Write(
        json =>
        {
            json.WriteStartObject();
            json.WriteString("id", row.Id);
            json.WriteNumber("sequence", row.Sequence);
            json.WriteString("at", Time(row));
            json.WriteString("action", row.Action);
            WriteParty(json, "actor", ActorKindOf(row), ActorIdOf(row), row.ActorName);
            WriteParty(json, "target", row.TargetKind, row.TargetId.ToString(), row.TargetName);
            json.WritePropertyName("changes");
            WriteChanges(json, row);
            json.WriteString("ip", row.Ip);
            json.WriteEndObject();
        },
        options);

    private static string Write(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, options)) write(json);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteParty(Utf8JsonWriter json, string name, string kind, string? id, string called)
    {
        json.WriteStartObject(name);
        json.WriteString("kind", kind);
        json.WriteString("id", id);
        json.WriteString("name", called);
        json.WriteEndObject();
    }

    private static void WriteChanges(Utf8JsonWriter json, AuditRow row)
    {
        json.WriteStartObject();
        foreach (var change in row.Changes)
        {
            json.WriteStartObject(change.Field);
            json.WriteString("old", change.Old);
            json.WriteString("new", change.New);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
