using IdentityDashboard.Platform;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Attributes;

/// <summary>What a dialog keeps for its <see cref="AttributeFields"/>: the fields, what was typed, what was refused.</summary>
internal sealed class AttributeInput(FormErrors errors)
{
    private Dictionary<string, string> typed = new(StringComparer.Ordinal);

    public IReadOnlyList<AttributeField> Fields { get; private set; } = [];

    /// <summary>What was filled in, by key.</summary>
    public IReadOnlyDictionary<string, string> Values => typed;

    /// <summary>At the start, and after a refusal: an attribute may be gone by then, and what was typed there with it.</summary>
    public async Task LoadAsync(AttributeQueries attributes, Actor actor, CancellationToken ct)
    {
        Fields = await attributes.DefinitionsAsync(actor, ct);
        errors.AddFields(Fields.Select(f => f.ErrorKey));
        foreach (var gone in typed.Keys.Where(k => Fields.All(f => f.Key != k)).ToList()) typed.Remove(gone);
    }

    public string? Value(string key) => typed.GetValueOrDefault(key);

    public void Set((string Key, string? Value) change)
    {
        if (string.IsNullOrEmpty(change.Value)) typed.Remove(change.Key);
        else typed[change.Key] = change.Value;
        errors.Forget(AttributeField.ErrorKeyOf(change.Key));
    }

    public void Clear() => typed = new Dictionary<string, string>(StringComparer.Ordinal);

    public bool IsRefused => Fields.Any(f => errors.For(f.ErrorKey) is not null);
}
