using IdentityDashboard.Features.Credentials.Imported;
using IdentityDashboard.Features.Identities;

namespace IdentityDashboard.Features.Import.Reading;

/// <param name="Field">The key of the field, as <see cref="ImportFields.Key"/> names it; empty for the row as a whole.</param>
/// <param name="IsWarning">The row can be imported all the same.</param>
public sealed record RowProblem(string Field, string Sentence, bool IsWarning = false);

/// <summary>A row of a file as a person to write. Groups, role and node are still names: finding them needs the database.</summary>
/// <param name="Line">Of the file, where the row begins.</param>
/// <param name="Raw">What the file holds, by field; for the error file and for fixing in place.</param>
internal sealed record ImportRow(long Line, IReadOnlyDictionary<ColumnTarget, string> Raw)
{
    /// <summary>For the service that writes; its groups, role and node are not set.</summary>
    public required NewIdentity Person { get; init; }

    /// <summary>The address in the form that decides who is who; null when it isn't one.</summary>
    public string? NormalizedEmail { get; init; }

    public ImportedHash? Hash { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    public string? Role { get; init; }

    public string? Node { get; init; }

    public IReadOnlyList<RowProblem> Problems { get; init; } = [];

    public bool IsBroken => Problems.Any(p => !p.IsWarning);
}
