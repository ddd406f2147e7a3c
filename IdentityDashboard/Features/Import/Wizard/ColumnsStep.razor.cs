using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>How the file is read, which column is what, and what happens to people who are here already. Each choice is kept at once.</summary>
public sealed partial class ColumnsStep
{
    private static readonly string[] Fields = ["role_id", "node_id"];
    private readonly FormErrors errors = new(Fields);
    private ChoicesDraft draft = new();
    private IReadOnlyList<SelectOption> options = [];
    private bool asked;
    private bool busy;

    [Inject] private ImportService Imports { get; set; } = default!;
    [Inject] private AttributeQueries Attributes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter, EditorRequired] public required ImportView Import { get; set; }
    [Parameter] public EventCallback OnChanged { get; set; }

    private string Address => Import.Mode == ImportMode.Directory ? "/tenant/import" : "/access/import";

    private string Again => $"{Address}?mode={WizardWords.Key(Import.Mode)}{(Import.Mode == ImportMode.Directory && Import.ApplicationId is { } id ? $"&application={id}" : "")}";

    private IReadOnlyDictionary<string, string> Shown =>
        Fields.Where(f => errors.For(f) is not null).ToDictionary(f => f, f => errors.For(f)!, StringComparer.Ordinal);

    protected override async Task OnInitializedAsync()
    {
        draft = new ChoicesDraft(Import.Choices);
        options = WizardWords.Fields(Import.Mode, await Attributes.DefinitionsAsync(Workspace.Actor, CancellationToken.None));
    }

    /// <summary>A field has one column: who is given it takes it from the other.</summary>
    private async Task MapAsync(int index, string? key)
    {
        var target = TargetText.Read(key ?? "");
        var targets = Import.Columns.Select((column, at) => at == index ? target : column.Target == target ? ColumnTarget.None : column.Target).ToList();
        var mapped = await Task.Run(() => Imports.MapAsync(Workspace.Actor, Import.Id, targets, CancellationToken.None));
        if (mapped.Error is { } refusal) errors.Show(refusal);
        await OnChanged.InvokeAsync();
    }

    private void Forget(string field) => errors.Forget(field);

    private async Task CheckAsync()
    {
        if (busy) return;
        errors.Clear();
        asked = true;
        if (Import.Missing.Count > 0 || Incomplete()) return;
        if (draft.Role is { } role && !await ElevatedRole.ConfirmAsync(Dialogs, role, "everybody without a role in the file", draft.Node!.Path, "Check every row")) return;
        busy = true;
        var started = await Task.Run(() => Imports.CheckAsync(Workspace.Actor, Import.Id, draft.ToChoices(), CancellationToken.None));
        busy = false;
        if (started.Error is { } refusal)
        {
            errors.Show(refusal);
            return;
        }

        if (Navigation.Uri.Contains("step=", StringComparison.Ordinal)) Navigation.NavigateTo($"{Address}/{Import.Id}", replace: true);
        await OnChanged.InvokeAsync();
    }

    private bool Incomplete()
    {
        var found = new FieldErrors();
        if (draft.Role is null && draft.Node is not null) found.Add("role_id", AccessErrors.RoleMissing.Message);
        if (draft.Role is not null && draft.Node is null) found.Add("node_id", AccessErrors.NodeMissing.Message);
        if (found.Any) errors.Show(found.ToError());
        return found.Any;
    }
}
