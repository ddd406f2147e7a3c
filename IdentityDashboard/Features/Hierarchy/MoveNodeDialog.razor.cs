using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>Chooses a new place for a node and says before it moves who gains and loses what; answers the new place's path.</summary>
public sealed partial class MoveNodeDialog
{
    private static readonly Error NoPlace = Error.Field("validation_failed", 422, HierarchyErrors.ParentField, "Choose where it should stand.");

    private readonly FormErrors errors = new(HierarchyErrors.ParentField);
    private NodeChoice? target;
    private MovePreview? preview;

    [Inject] private HierarchyService Service { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    [Parameter] public required Actor Actor { get; set; }
    [Parameter] public required NodeSubject Node { get; set; }

    private async Task ChooseAsync(NodeChoice? chosen)
    {
        (target, preview) = (chosen, null);
        errors.Clear();
        if (chosen is null) return;
        var found = await Service.PreviewMoveAsync(Actor, Node.Id, chosen.Id, CancellationToken.None);
        if (target?.Id != chosen.Id) return;
        if (found.Error is { } refusal) errors.Show(refusal);
        else preview = found.Value;
    }

    private async Task SaveAsync()
    {
        errors.Clear();
        if (target is null)
        {
            errors.Show(NoPlace);
            return;
        }

        var result = await Service.MoveAsync(Actor, Node.Id, target.Id, CancellationToken.None);
        if (result.Error is { } refusal) errors.Show(refusal);
        else Dialogs.Close(target.Path);
    }
}
