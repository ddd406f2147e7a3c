using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Attributes;

/// <summary>Values as typed, by key.</summary>
/// <param name="Lenient">
/// What doesn't fit is left out instead of refused, and nothing is required: for people who accept an invitation and
/// can't help it.
/// </param>
/// <param name="RequireAll">Not for an invitation, which makes no record yet.</param>
internal sealed record TypedTraits(IReadOnlyDictionary<string, string> Values, bool Lenient = false, bool RequireAll = true);

/// <param name="Value">In the stored form.</param>
internal sealed record CheckedValue(AttributeField Field, string Value, string Comparable)
{
    public string? UniqueKey => Field.IsUnique ? Comparable : null;

    public AttributeValue ToRow(Guid accountId, Guid identityId) => new()
    {
        AccountId = accountId, IdentityId = identityId, DefinitionId = Field.Id, Value = Value, Comparable = Comparable, UniqueKey = UniqueKey,
    };
}

/// <summary>One person's values after all rules but those that take the database.</summary>
internal sealed class CheckedTraits
{
    private readonly bool lenient;
    private readonly Dictionary<string, string> problems = new(StringComparer.Ordinal);
    private readonly List<CheckedValue> values = [];
    private readonly List<string> leftOut = [];

    private CheckedTraits(bool lenient) => this.lenient = lenient;

    /// <summary>By <see cref="AttributeField.ErrorKey"/>.</summary>
    public IReadOnlyDictionary<string, string> Problems => problems;

    /// <summary>In the order of the definitions.</summary>
    public IReadOnlyList<CheckedValue> Values => values;

    /// <summary>Keys of the values that a lenient check took away.</summary>
    public IReadOnlyList<string> LeftOut => leftOut;

    /// <summary>Key to stored form.</summary>
    public IReadOnlyDictionary<string, string> Stored => values.ToDictionary(v => v.Field.Key, v => v.Value, StringComparer.Ordinal);

    public string SearchExtra => string.Join(' ', values.Where(v => v.Field.IsSearchable).Select(v => v.Value));

    public static CheckedTraits From(IReadOnlyList<AttributeField> fields, TypedTraits typed)
    {
        var result = new CheckedTraits(typed.Lenient);
        foreach (var key in typed.Values.Keys.Where(k => fields.All(f => f.Key != k))) result.Refuse(key, $"There is no attribute “{key}”.");
        foreach (var field in fields)
        {
            var (value, problem) = AttributeText.Clean(field, typed.Values.GetValueOrDefault(field.Key));
            if (problem is not null) result.Refuse(field.Key, problem);
            else if (value is not null) result.values.Add(new CheckedValue(field, value, AttributeText.Comparable(field.Kind, value)));
            else if (field.IsRequired && typed is { RequireAll: true, Lenient: false }) result.Refuse(field.Key, Missing(field));
        }

        return result;
    }

    public void RefuseTaken(IReadOnlySet<(Guid Definition, string Key)> held)
    {
        foreach (var value in values.Where(v => v.Field.IsUnique && held.Contains((v.Field.Id, v.Comparable))).ToList())
        {
            Refuse(value.Field.Key, AttributeErrors.Taken);
            values.Remove(value);
        }
    }

    public Error ToError() => CommonErrors.Invalid(problems.ToDictionary(p => p.Key, p => new[] { p.Value }, StringComparer.Ordinal));

    private static string Missing(AttributeField field) => field.Kind is AttributeKind.Choice or AttributeKind.YesNo ? $"Choose a value for {field.Label}." : $"Enter a value for {field.Label}.";

    private void Refuse(string key, string problem)
    {
        if (lenient) leftOut.Add(key);
        else problems[AttributeField.ErrorKeyOf(key)] = problem;
    }
}

/// <summary>The checked values of a batch of new people, ready to be added row by row.</summary>
internal sealed class AttributeBatch(Guid accountId, IReadOnlyList<CheckedTraits> rows)
{
    private readonly HashSet<(Guid Definition, string Key)> claimed = [];

    public CheckedTraits this[int row] => rows[row];

    /// <summary>Within a batch the first of two equal unique values wins; this is the refusal of the second.</summary>
    public Error? Claim(int row)
    {
        var traits = rows[row];
        traits.RefuseTaken(claimed);
        if (traits.Problems.Count > 0) return traits.ToError();
        claimed.UnionWith(traits.Values.Where(v => v.Field.IsUnique).Select(v => (v.Field.Id, v.Comparable)));
        return null;
    }

    public void Add(NewRows written, int row, Guid identityId)
    {
        foreach (var value in rows[row].Values) written.Add(value.ToRow(accountId, identityId));
    }

    public void Describe(int row, Changes changes)
    {
        foreach (var value in rows[row].Values) changes.Set(value.Field.ErrorKey, null, value.Value);
        if (rows[row].LeftOut.Count > 0) changes.Set("traits_left_out", null, string.Join(", ", rows[row].LeftOut));
    }
}
