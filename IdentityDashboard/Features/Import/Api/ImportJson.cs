using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Features.Import.Api;

/// <summary>An import, as the REST API answers.</summary>
/// <param name="Counts">What the check found; null before it has ended.</param>
/// <param name="Problems">What the check found wrong, the commonest first.</param>
/// <param name="CanUndo">Within 24 hours, when it made somebody.</param>
public sealed record ImportJson(
    Guid Id, ImportMode Mode, ImportState State, string FileName, IReadOnlyList<ImportColumnJson> Columns, ImportCountsJson? Counts, ImportProgressJson Progress,
    IReadOnlyList<ImportProblemJson> Problems, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, Guid? UndoOf, Guid? UndoneBy, bool CanUndo);

/// <param name="Field">What it is imported as; null: not imported.</param>
public sealed record ImportColumnJson(string Name, string? Field);

/// <param name="Warnings">Rows with a remark; counted in one of the others too.</param>
public sealed record ImportCountsJson(int Rows, int Create, int Update, int Unchanged, int Conflict, int Error, int Warnings);

public sealed record ImportProgressJson(int Total, int Done, int Failed, int Skipped);

public sealed record ImportProblemJson(string Field, string Message, bool IsWarning, int Count);

/// <summary>What became of a row.</summary>
/// <param name="Line">Of the file, counted from 1; the number of the object in a JSON list.</param>
/// <param name="Id">Of the person or invitation it made.</param>
/// <param name="Field">What is wrong with, when it failed; empty for the row as a whole.</param>
public sealed record ImportRowJson(long Line, ImportOutcome Outcome, Guid? Id, string? Field, string? Message);

internal static class ImportJsons
{
    public static ImportJson Of(ImportView view, IReadOnlyList<ImportProblemGroup> groups) => new(
        view.Id, view.Mode, view.State, view.FileName, [.. view.Columns.Select(c => new ImportColumnJson(c.Name, c.Target.Field == ImportField.None ? null : TargetText.Write(c.Target)))],
        view.Counts is { } c ? new ImportCountsJson(c.Rows, c.Create, c.Update, c.Unchanged, c.Conflict, c.Error, c.Warnings) : null,
        new ImportProgressJson(view.Progress.Total, view.Progress.Done, view.Progress.Failed, view.Progress.Skipped),
        [.. groups.Select(g => new ImportProblemJson(g.Field, g.Sentence, g.IsWarning, g.Count))], view.CreatedAt, view.FinishedAt, view.UndoOf, view.UndoneBy, view.CanUndo);

    public static ImportRowJson Of(WrittenRow row) => new(row.Line, row.Outcome, row.Id, row.Failure?.Field, row.Failure?.Sentence);
}
