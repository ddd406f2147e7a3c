using System.Text.Json;
using IdentityDashboard.Features.Import.Reading;
using Microsoft.AspNetCore.DataProtection;

namespace IdentityDashboard.Features.Import;

/// <summary>Columns of a file, the first values of each, and the first rows.</summary>
internal sealed record ImportHead(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Samples, IReadOnlyList<IReadOnlyList<string>> Rows);

/// <summary>Encrypts at rest whatever came in a file: it may hold passwords.</summary>
internal sealed class ImportSecrets(IDataProtectionProvider protection)
{
    private readonly IDataProtector _seal = protection.CreateProtector("IdentityDashboard.Import.v1");

    public byte[] Seal(byte[] content) => _seal.Protect(content);

    public byte[] Open(byte[] content) => _seal.Unprotect(content);

    public byte[] Seal(IReadOnlyDictionary<ColumnTarget, string> cells) =>
        Seal(JsonSerializer.SerializeToUtf8Bytes(cells.ToDictionary(c => TargetText.Write(c.Key), c => c.Value, StringComparer.Ordinal)));

    public IReadOnlyDictionary<ColumnTarget, string> Cells(byte[] content) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Open(content))!.ToDictionary(c => TargetText.Read(c.Key), c => c.Value);

    public byte[] Seal(ImportHead head) => Seal(JsonSerializer.SerializeToUtf8Bytes(head));

    public ImportHead Head(byte[] content) => content.Length == 0 ? new ImportHead([], [], []) : JsonSerializer.Deserialize<ImportHead>(Open(content))!;
}

/// <summary>Fields as they are stored and as other programs name them.</summary>
internal static class TargetText
{
    private const string Attribute = "traits.";
    private static readonly Dictionary<string, ImportField> Fields = Enum.GetValues<ImportField>().Where(f => f is not (ImportField.None or ImportField.Attribute)).ToDictionary(ImportFields.Key, StringComparer.Ordinal);

    public static string Write(ColumnTarget target) => target.Field == ImportField.Attribute ? Attribute + target.Key : ImportFields.Key(target.Field);

    public static ColumnTarget Read(string text) =>
        text.StartsWith(Attribute, StringComparison.Ordinal) ? new ColumnTarget(ImportField.Attribute, text[Attribute.Length..])
        : Fields.TryGetValue(text, out var field) ? new ColumnTarget(field) : ColumnTarget.None;

    public static string WriteAll(IEnumerable<ColumnTarget> targets) => JsonSerializer.Serialize(targets.Select(Write));

    public static IReadOnlyList<ColumnTarget> ReadAll(string json) => [.. JsonSerializer.Deserialize<string[]>(json)!.Select(Read)];
}

/// <summary>The name of a file, whatever its sender wrote: no path, no control characters (A55).</summary>
internal static class ImportName
{
    public const int MaxLength = 120;
    private const string Unnamed = "people.csv";

    public static string Of(string? sent)
    {
        var name = sent is null ? "" : sent[(sent.LastIndexOfAny(['/', '\\']) + 1)..];
        name = new string([.. name.Where(c => !char.IsControl(c))]).Trim().TrimStart('.');
        return name.Length == 0 ? Unnamed : name.Length <= MaxLength ? name : name[^MaxLength..];
    }
}
