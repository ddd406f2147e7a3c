using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>Rows with one problem: opened, their cells can be mended in place, one by one or all that hold the same.</summary>
public sealed partial class ProblemGroup
{
    private const int PageSize = 20;
    private static readonly ImportField[] WhoIsIt = [ImportField.Email, ImportField.FirstName, ImportField.LastName, ImportField.FullName];
    private readonly HashSet<long> touched = [];
    private List<ImportProblemRow> rows = [];
    private IReadOnlyList<ColumnTarget> columns = [];
    private string? problem;
    private bool open;
    private bool more;
    private bool loaded;

    [Inject] private ImportService Imports { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter, EditorRequired] public required ImportView Import { get; set; }
    [Parameter, EditorRequired] public required ImportProblemGroup Group { get; set; }
    [Parameter] public IReadOnlyList<AttributeField> Attributes { get; set; } = [];

    /// <summary>A row was judged anew: the counts are different.</summary>
    [Parameter] public EventCallback OnFixed { get; set; }

    /// <summary>All that were alike changed, and the whole file is checked again.</summary>
    [Parameter] public EventCallback OnRechecked { get; set; }

    private ColumnTarget? Target => Import.Columns.Select(c => c.Target).Where(t => t != ColumnTarget.None && TargetText.Write(t) == Group.Field).Cast<ColumnTarget?>().FirstOrDefault();

    /// <summary>Where two people may have the same: an address or id changed alike would be wrong in all rows but one.</summary>
    private bool CanFixAlike => Group.Count > 1 && Target is { Field: not (ImportField.Email or ImportField.ExternalId or ImportField.Password or ImportField.PasswordHash) };

    private string Kind => Group.IsWarning ? "They are imported all the same." : Group.IsConflict ? "They stay out until this is settled." : "They stay out until they are fixed.";

    private string Count
    {
        get
        {
            var mended = rows.Count(IsFixed);
            return mended == 0 ? Quantity.Of(Group.Count, "row") : $"{Quantity.Of(Group.Count, "row")}, {Quantity.Text(mended)} fixed";
        }
    }

    private bool IsFixed(ImportProblemRow row) => touched.Contains(row.Line) && row.Problems.All(p => p.IsWarning);

    private static bool IsWrong(ImportProblemRow row, ColumnTarget target) => row.Problems.Any(p => !p.IsWarning && p.Field == TargetText.Write(target));

    private string? ErrorOf(ImportProblemRow row, ColumnTarget target) =>
        row.Problems.Where(p => !p.IsWarning && p.Field == TargetText.Write(target)).Select(p => p.Sentence).FirstOrDefault(s => touched.Contains(row.Line) || s != Group.Sentence);

    /// <summary>What is wrong, and what was before somebody mended it; a problem of the whole row may lie in any of its cells.</summary>
    private bool IsEditable(ImportProblemRow row, ColumnTarget target) =>
        row.Raw.ContainsKey(target) && (target == Target || (Target is null && columns.Count > 0) || row.Problems.Any(p => p.Field == TargetText.Write(target)));

    private static string Shown(ImportProblemRow row, ColumnTarget target) =>
        WizardWords.IsSecret(target) && row.Raw.GetValueOrDefault(target) is { Length: > 0 } ? "••••••••" : row.Raw.GetValueOrDefault(target) ?? "";

    private async Task ToggleAsync()
    {
        open = !open;
        if (open && rows.Count == 0) await MoreAsync();
    }

    private async Task MoreAsync()
    {
        var after = rows.Count == 0 ? 0 : rows[^1].Line;
        var found = await Task.Run(() => Imports.ProblemsAsync(Workspace.Actor, Import.Id, Group.Sentence, after, PageSize + 1, CancellationToken.None));
        more = found.Count > PageSize;
        loaded = true;
        rows.AddRange(found.Take(PageSize));
        columns = [.. Import.Columns.Select(c => c.Target).Where(t => t != ColumnTarget.None).Where(t => t == Target || WhoIsIt.Contains(t.Field) || rows.Any(r => r.Problems.Any(p => p.Field == TargetText.Write(t)))).OrderBy(t => t == Target ? 0 : 1)];
    }

    private async Task FixAsync(ImportProblemRow row, ColumnTarget target, string text)
    {
        var judged = await Task.Run(() => Imports.FixAsync(Workspace.Actor, Import.Id, row.Line, new Dictionary<ColumnTarget, string> { [target] = text }, CancellationToken.None));
        problem = judged.Error?.Message;
        if (!judged.Succeeded) return;
        touched.Add(row.Line);
        rows[rows.FindIndex(r => r.Line == row.Line)] = judged.Value;
        await OnFixed.InvokeAsync();
    }

    private async Task FixAlikeAsync()
    {
        if (rows.Count == 0) await MoreAsync();
        var target = Target!.Value;
        var parameters = new Dictionary<string, object?>
        {
            [nameof(FixAlikeDialog.ImportId)] = Import.Id,
            [nameof(FixAlikeDialog.Target)] = target,
            [nameof(FixAlikeDialog.Field)] = WizardWords.Name(target, Attributes),
            [nameof(FixAlikeDialog.Values)] = rows.Where(r => !IsFixed(r)).Select(r => r.Raw.GetValueOrDefault(target) ?? "").Distinct(StringComparer.Ordinal).ToList(),
        };
        if (await Dialogs.ShowAsync<FixAlikeDialog, object>(FixAlikeDialog.Title, parameters) is not null) await OnRechecked.InvokeAsync();
    }
}
