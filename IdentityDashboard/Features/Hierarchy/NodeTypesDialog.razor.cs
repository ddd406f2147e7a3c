using System.Globalization;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>Edits the node types of an environment; answers true once they are saved.</summary>
public sealed partial class NodeTypesDialog
{
    private FormErrors errors = new(HierarchyErrors.DepthField);
    private List<TypeRow>? rows;
    private HierarchyRules start = HierarchyRules.None;
    private string? depth;
    private string? focus;
    private bool isSuggestion;
    private bool touched;

    [Inject] private NodeTypesService Service { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;

    [Parameter] public required Actor Actor { get; set; }
    [Parameter] public Guid Environment { get; set; }

    private bool IsDirty => touched;

    protected override async Task OnInitializedAsync()
    {
        var found = await Service.GetAsync(Actor, Environment, CancellationToken.None);
        if (found.Error is { } refusal)
        {
            errors.Show(refusal);
            return;
        }

        start = found.Value;
        depth = start.MaxDepth?.ToString(CultureInfo.InvariantCulture);
        isSuggestion = start.Types.Count == 0;
        rows = TypeRow.From(isSuggestion ? (await Service.InUseAsync(Actor, Environment, CancellationToken.None)).Value : start.Types);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (focus is null) return;
        var selector = focus;
        focus = null;
        await Script.FocusAsync(selector);
    }

    private void Add()
    {
        var row = new TypeRow(null, "") { BelowRoot = rows!.Count == 0 };
        if (rows.Count > 0) row.Below.Add(rows[^1].Id);
        rows.Add(row);
        (touched, focus) = (true, $"#type-{row.Id:N}");
    }

    private void Remove(TypeRow row)
    {
        rows!.Remove(row);
        rows.ForEach(r => r.Below.Remove(row.Id));
        errors.Clear();
        (touched, focus) = (true, "#add-type");
    }

    private void SetName(TypeRow row, int place, string? name)
    {
        (row.Name, touched) = (name ?? "", true);
        errors.Forget(NodeTypesDraft.NameField(place));
    }

    private void SetRoot(TypeRow row, int place, bool on)
    {
        (row.BelowRoot, touched) = (on, true);
        errors.Forget(NodeTypesDraft.BelowField(place));
    }

    private void SetBelow(TypeRow row, int place, TypeRow other, bool on)
    {
        touched = true;
        if (on) row.Below.Add(other.Id);
        else row.Below.Remove(other.Id);
        errors.Forget(NodeTypesDraft.BelowField(place));
    }

    private void SetDepth(string? text)
    {
        (depth, touched) = (text, true);
        errors.Forget(HierarchyErrors.DepthField);
    }

    private async Task SaveAsync()
    {
        errors = new FormErrors([HierarchyErrors.DepthField, .. rows!.SelectMany((_, i) => new[] { NodeTypesDraft.NameField(i), NodeTypesDraft.BelowField(i) })]);
        // What isn't a number is out of range too, and refused with the same sentence.
        int? deepest = string.IsNullOrWhiteSpace(depth) ? null : int.TryParse(depth.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var level) ? level : 0;
        var result = await Service.SaveAsync(Actor, Environment, new NodeTypesDraft([.. rows!.Select(r => r.ToDraft(rows!))], deepest), start.Version, CancellationToken.None);
        if (result.Error is { } refusal) errors.Show(refusal);
        else Dialogs.Close(true);
    }
}
