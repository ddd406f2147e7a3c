using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Imported;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Import.Reading;

/// <summary>Makes rows of a file into people, by the rules that need no database.</summary>
/// <param name="passwords">What the account demands of them.</param>
/// <param name="namesRequired">Not by invitations: who accepts one says their name.</param>
internal sealed class RowTyping(ColumnMapping mapping, PasswordPolicy passwords, bool namesRequired = true)
{
    private readonly bool oneName = !mapping.Has(ImportField.FirstName) && !mapping.Has(ImportField.LastName) && mapping.Has(ImportField.FullName);

    public ImportRow Read(SourceRow row) => Check(row.Line, RawOf(row), row.Problem);

    /// <summary>Judges the row anew after values were fixed in place (U57).</summary>
    public ImportRow Check(ImportRow row, IReadOnlyDictionary<ColumnTarget, string> raw) => Check(row.Line, raw, null);

    private ImportRow Check(long line, IReadOnlyDictionary<ColumnTarget, string> raw, string? problem)
    {
        var (first, last) = Names(raw);
        var hash = Value(raw, ImportField.PasswordHash) is { } text ? HashText.Read(text) : null;
        var person = new NewIdentity(Value(raw, ImportField.Email) ?? "", first, last)
        {
            Phone = Value(raw, ImportField.Phone),
            ExternalId = Value(raw, ImportField.ExternalId),
            Password = hash?.Hash is null ? Password(raw) : null,
            PasswordHash = hash?.Hash?.Text,
            Traits = raw.Where(v => v.Key.Field == ImportField.Attribute && !string.IsNullOrWhiteSpace(v.Value)).ToDictionary(v => v.Key.Key!, v => ManyValues.Join(v.Value), StringComparer.Ordinal),
        };
        return new ImportRow(line, raw)
        {
            Person = person,
            NormalizedEmail = EmailAddress.TryParse(person.Email, out var address, out _) ? address.Normalized : null,
            Hash = hash?.Hash,
            Groups = raw.TryGetValue(new ColumnTarget(ImportField.Groups), out var groups) ? ManyValues.Split(groups) : [],
            Role = Value(raw, ImportField.Role),
            Node = Value(raw, ImportField.Node),
            Problems = problem is not null ? [new RowProblem("", problem)] : [.. RowRules.Problems(person, raw, passwords, oneName, namesRequired), .. Warning(hash, person)],
        };
    }

    /// <summary>The name in one line stands in for first and last name where the row has neither.</summary>
    private static (string First, string Last) Names(IReadOnlyDictionary<ColumnTarget, string> raw)
    {
        var (first, last) = (Value(raw, ImportField.FirstName), Value(raw, ImportField.LastName));
        return first is null && last is null ? PersonName.Split(Value(raw, ImportField.FullName)) : (first ?? "", last ?? "");
    }

    /// <summary>Google downloads asterisks for the password nobody can read.</summary>
    private static string? Password(IReadOnlyDictionary<ColumnTarget, string> raw) =>
        raw.TryGetValue(new ColumnTarget(ImportField.Password), out var password) && password.Length > 0 && password.AsSpan().IndexOfAnyExcept('*') >= 0 ? password : null;

    private static IEnumerable<RowProblem> Warning(HashReading? hash, NewIdentity person)
    {
        if (hash?.Warning is { } warning && person.Password is null) yield return new RowProblem(ImportFields.Key(ImportField.PasswordHash), warning, IsWarning: true);
    }

    private Dictionary<ColumnTarget, string> RawOf(SourceRow row)
    {
        var raw = new Dictionary<ColumnTarget, string>();
        foreach (var (column, target) in mapping.Targets.Index())
        {
            if (target.Field != ImportField.None) raw[target] = row[column];
        }

        return raw;
    }

    private static string? Value(IReadOnlyDictionary<ColumnTarget, string> raw, ImportField field) =>
        raw.TryGetValue(new ColumnTarget(field), out var value) && !string.IsNullOrWhiteSpace(value) ? ManyValues.First(value.Trim()) : null;
}
