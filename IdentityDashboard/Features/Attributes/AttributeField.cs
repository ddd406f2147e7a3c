using System.Text.Json;

namespace IdentityDashboard.Features.Attributes;

/// <summary>A definition as forms, lists and filters read it.</summary>
/// <param name="Options">What a choice offers, in order; empty for other kinds.</param>
public sealed record AttributeField(
    Guid Id, string Key, string Label, string? Help, AttributeKind Kind, IReadOnlyList<string> Options,
    bool IsRequired, bool IsUnique, bool IsSearchable, int Position, string Version)
{
    /// <summary>Where an error about it stands, as in the REST API.</summary>
    public string ErrorKey => ErrorKeyOf(Key);

    public static string ErrorKeyOf(string key) => $"traits.{key}";

    internal static AttributeField From(AttributeDefinition d) => new(
        d.Id, d.Key, d.Label, d.Help, d.Kind, ReadOptions(d.Options), d.IsRequired, d.IsUnique, d.IsSearchable, d.Position, d.Version);

    internal static IReadOnlyList<string> ReadOptions(string json) => JsonSerializer.Deserialize<List<string>>(json) ?? [];

    internal static string WriteOptions(IEnumerable<string> options) => JsonSerializer.Serialize(options);
}
