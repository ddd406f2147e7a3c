using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>Adds a node below another; answers it.</summary>
public sealed partial class AddNodeDialog
{
    private readonly FormErrors errors = new(HierarchyErrors.NameField, HierarchyErrors.TypeField);
    private IReadOnlyList<SelectOption>? types;
    private string name = "";
    private string type = "";

    [Inject] private HierarchyService Service { get; set; } = default!;
    [Inject] private NodeTypesService Types { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    [Parameter] public required Actor Actor { get; set; }

    /// <summary>The node it will stand below.</summary>
    [Parameter] public required NodeSubject Node { get; set; }

    private bool CanAdd => types is not { Count: 0 };

    protected override async Task OnInitializedAsync()
    {
        var rules = await Types.GetAsync(Actor, Node.EnvironmentId, CancellationToken.None);
        if (rules.Succeeded && rules.Value.BelowType(Node.Type) is { } allowed)
        {
            types = [.. allowed.Select(t => new SelectOption(t, t))];
            type = allowed.Count > 0 ? allowed[0] : "";
            return;
        }

        // Without rules, what stands there already is the best guess.
        var used = await Types.InUseAsync(Actor, Node.EnvironmentId, CancellationToken.None);
        if (type.Length == 0 && used.Succeeded) type = used.Value.FirstOrDefault(t => t.Below.Contains(Node.Type, StringComparer.OrdinalIgnoreCase))?.Name ?? "";
    }

    private void SetName(string? value)
    {
        name = value ?? "";
        errors.Forget(HierarchyErrors.NameField);
    }

    private void SetType(string? value)
    {
        type = value ?? "";
        errors.Forget(HierarchyErrors.TypeField);
    }

    private async Task SaveAsync()
    {
        errors.Clear();
        var result = await Service.AddAsync(Actor, Node.Id, [new NewNode(name, type)], CancellationToken.None);
        if (result.Error is { } refusal) errors.Show(refusal);
        else Dialogs.Close(new NodeSubject(result.Value[0], Node.EnvironmentId, name.Trim(), type));
    }
}
