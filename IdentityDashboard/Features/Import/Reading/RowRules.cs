using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;

namespace IdentityDashboard.Features.Import.Reading;

/// <summary>What is wrong with a row by itself: the rules of every person's record, and line breaks where one line belongs.</summary>
internal static class RowRules
{
    private const string LineBreak = "Take the line break out of this value.";
    private const string OneName = "Enter a first and a last name.";

    /// <param name="oneName">First and last name come from one column, so what is wrong with either is wrong there.</param>
    public static IEnumerable<RowProblem> Problems(NewIdentity person, IReadOnlyDictionary<ColumnTarget, string> raw, PasswordPolicy passwords, bool oneName, bool namesRequired = true)
    {
        var broken = raw.Where(v => IsOneLine(v.Key.Field) && v.Value.Trim().AsSpan().IndexOfAny('\r', '\n') >= 0).Select(v => ImportFields.Key(v.Key.Field)).ToList();
        var problems = IdentityValidation.Check(person, passwords, takesRole: false).Error?.Fields?
            .Where(field => namesRequired || !IsMissingName(field.Key, person))
            .SelectMany(field => field.Value.Select(sentence => Place(field.Key, sentence, oneName))) ?? [];
        return broken.Select(field => new RowProblem(field, LineBreak)).Concat(problems.Where(p => !broken.Contains(p.Field))).Distinct();
    }

    /// <summary>Texts that end up in mail headers, links and log lines. A line break in them is an attack or an accident.</summary>
    private static bool IsOneLine(ImportField field) => field is not (ImportField.None or ImportField.Attribute or ImportField.PasswordHash);

    private static bool IsMissingName(string field, NewIdentity person) =>
        (field == "first_name" && string.IsNullOrWhiteSpace(person.FirstName)) || (field == "last_name" && string.IsNullOrWhiteSpace(person.LastName));

    private static RowProblem Place(string field, string sentence, bool oneName)
    {
        if (!oneName || field is not ("first_name" or "last_name")) return new RowProblem(field, sentence);
        return new RowProblem(ImportFields.Key(ImportField.FullName), sentence.StartsWith("Enter", StringComparison.Ordinal) ? OneName : sentence);
    }
}
