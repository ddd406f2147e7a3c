using System.Text.Json;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Audit;

/// <summary>An entry as it is shown.</summary>
public sealed record AuditRow(
    long Sequence, DateTimeOffset At, string Action, ActorKind ActorKind, Guid ActorId, string ActorName,
    string TargetKind, Guid TargetId, string TargetName, IReadOnlyList<FieldChange> Changes, string? Ip)
{
    public Guid Id { get; init; }

    /// <summary>The value a field got, or null when the entry says nothing about it.</summary>
    public string? New(string field) => Changes.FirstOrDefault(c => c.Field == field)?.New;

    public string? Old(string field) => Changes.FirstOrDefault(c => c.Field == field)?.Old;

    internal static AuditRow From(AuditEntry e) => new(
        e.Sequence, e.At, e.Action, e.ActorKind, e.ActorId, e.ActorName, e.TargetKind, e.TargetId, e.TargetName, Read(e.Changes), e.Ip) { Id = e.Id };

    private static List<FieldChange> Read(string json)
    {
        var fields = JsonSerializer.Deserialize<Dictionary<string, string?[]>>(json) ?? [];
        return [.. fields.Select(f => new FieldChange(f.Key, f.Value.ElementAtOrDefault(0), f.Value.ElementAtOrDefault(1)))];
    }
}

/// <param name="Field">As in the REST API: <c>first_name</c>.</param>
public sealed record FieldChange(string Field, string? Old, string? New)
{
    /// <summary>"First name".</summary>
    public string Label => Field.Length == 0 ? "" : $"{char.ToUpperInvariant(Field[0])}{Field[1..].Replace('_', ' ')}";
}
