namespace IdentityDashboard.Features.Import.Reading;

/// <summary>Which field each column of a file is.</summary>
/// <param name="Targets">One per column, in order.</param>
internal sealed record ColumnMapping(IReadOnlyList<ColumnTarget> Targets)
{
    private const int Samples = 2;

    /// <summary>Maps by known names, then by what values look like. Every field but attributes is given to one column.</summary>
    /// <param name="attributes">Labels of the custom attributes by key.</param>
    public static ColumnMapping Guess(ImportFile file, IReadOnlyDictionary<string, string> attributes)
    {
        var targets = new ColumnTarget[file.Columns.Count];
        Array.Fill(targets, ColumnTarget.None);
        if (file.Reading.HasHeader) ByName(file, targets, attributes);
        else ByValues(file, targets);
        if (Array.TrueForAll(targets, t => t.Field != ImportField.Email)) AddressColumn(file, targets);
        return new ColumnMapping(targets);
    }

    public bool Has(ImportField field) => Targets.Any(t => t.Field == field);

    /// <summary>Fields no person can be without that no column gives (U53).</summary>
    /// <param name="namesRequired">Not by invitations.</param>
    public IReadOnlyList<ImportField> Missing(bool namesRequired = true)
    {
        var missing = new List<ImportField>();
        if (!Has(ImportField.Email)) missing.Add(ImportField.Email);
        if (!namesRequired || Has(ImportField.FullName)) return missing;
        if (!Has(ImportField.FirstName)) missing.Add(ImportField.FirstName);
        if (!Has(ImportField.LastName)) missing.Add(ImportField.LastName);
        return missing;
    }

    /// <summary>The first two values of a column that aren't blank (U54); never a password.</summary>
    public IReadOnlyList<string> SamplesOf(ImportFile file, int column) => Targets[column].Field is ImportField.Password or ImportField.PasswordHash
        ? [.. Filled(file, column).Take(Samples).Select(_ => "••••••••")]
        : [.. Filled(file, column).Select(ManyValues.Join).Take(Samples)];

    /// <summary>A column with values goes before an empty one, then the better name, then the first.</summary>
    private static void ByName(ImportFile file, ColumnTarget[] targets, IReadOnlyDictionary<string, string> attributes)
    {
        var keys = attributes.SelectMany(a => new[] { (Name: a.Key, a.Key), (Name: a.Value, a.Key) })
            .DistinctBy(a => HeaderNames.Normalize(a.Name), StringComparer.Ordinal).ToDictionary(a => HeaderNames.Normalize(a.Name), a => a.Key, StringComparer.Ordinal);
        var known = new List<(int Column, ImportField Field, int Rank)>();
        foreach (var (column, name) in file.Columns.Index())
        {
            if (HeaderNames.Find(name) is { } found) known.Add((column, found.Field, found.Rank));
            else if (HeaderNames.Spellings(name).Select(LastPart).FirstOrDefault(keys.ContainsKey) is { } part && keys.Remove(part, out var key)) targets[column] = new ColumnTarget(ImportField.Attribute, key);
        }

        foreach (var field in known.GroupBy(k => k.Field))
        {
            var best = field.OrderBy(k => Filled(file, k.Column).Any() ? 0 : 1).ThenBy(k => k.Rank).First();
            targets[best.Column] = new ColumnTarget(best.Field);
        }
    }

    private static void ByValues(ImportFile file, ColumnTarget[] targets)
    {
        for (var column = 0; column < targets.Length; column++)
        {
            var field = ValueKinds.Find([.. Filled(file, column)]);
            if (field == ImportField.FirstName && targets.Any(t => t.Field == field)) field = ImportField.LastName;
            if (targets.All(t => t.Field != field)) targets[column] = new ColumnTarget(field);
        }
    }

    private static void AddressColumn(ImportFile file, ColumnTarget[] targets)
    {
        for (var column = 0; column < targets.Length; column++)
        {
            if (targets[column].Field != ImportField.None || ValueKinds.Find([.. Filled(file, column)]) != ImportField.Email) continue;
            targets[column] = new ColumnTarget(ImportField.Email);
            return;
        }
    }

    /// <summary>Of <c>user_metadata.country</c> the attribute is country.</summary>
    private static string LastPart(string name) => HeaderNames.Normalize(name[(name.LastIndexOf('.') + 1)..]);

    private static IEnumerable<string> Filled(ImportFile file, int column) =>
        file.Sample.Select(row => row[column]).Where(value => !string.IsNullOrWhiteSpace(value));
}
