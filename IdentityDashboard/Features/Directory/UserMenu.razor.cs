using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>What can be done with one person of the list. Not with oneself: that would lock out.</summary>
public sealed partial class UserMenu
{
    [Inject] private IdentityLifecycle Lifecycle { get; set; } = default!;
    [Inject] private IdentityRestore Restoring { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    [Parameter, EditorRequired] public required DirectoryScope Scope { get; set; }
    [Parameter, EditorRequired] public required IdentityRow Row { get; set; }

    private async Task SuspendAsync()
    {
        var wanted = await Dialogs.ConfirmAsync($"Suspend {Row.Name}", "A hold: they can’t sign in until somebody activates them again.",
            IdentityWords.IfSuspended(await RolesHeldAsync(), Row.Groups.Count), verb: "Suspend", danger: true);
        if (!wanted || !Done(await Lifecycle.SuspendAsync(Scope.Actor, Row.Id, CancellationToken.None))) return;
        Toasts.Show($"{Row.Name} suspended", "Undo", ActivateAsync);
    }

    private async Task ActivateAsync()
    {
        if (Done(await Lifecycle.ActivateAsync(Scope.Actor, Row.Id, CancellationToken.None))) Toasts.Show($"{Row.Name} activated");
    }

    private async Task DeleteAsync()
    {
        var wanted = await Dialogs.ConfirmAsync($"Delete {Row.Name}", "They can’t sign in any more and leave all lists.",
            IdentityWords.IfDeleted(await RolesHeldAsync(), Row.Groups.Count, Row.Email), verb: "Delete", danger: true);
        if (!wanted || !Done(await Lifecycle.DeleteAsync(Scope.Actor, Row.Id, CancellationToken.None))) return;
        var (id, name) = (Row.Id, Row.Name);
        Toasts.Show($"{name} deleted. The record is kept for 30 days.", "Undo", () => RestoreAsync(id, name));
    }

    private async Task RestoreAsync(Guid id, string name)
    {
        if (Done(await Restoring.RestoreAsync(Scope.Actor, id, CancellationToken.None))) Toasts.Show($"{name} restored");
    }

    /// <summary>In every environment, not only the one on the page: the act reaches all of them.</summary>
    private async Task<int> RolesHeldAsync()
    {
        var held = await Access.HeldByAsync(Scope.Actor.AccountId, [Row.Id], environmentId: null, CancellationToken.None);
        return held[Row.Id].DistinctBy(h => (h.Grant.RoleId, h.Grant.NodeId)).Count();
    }

    private bool Done(Result result)
    {
        if (!result.Succeeded) Toasts.ShowError(result.Error!.Message);
        return result.Succeeded;
    }
}
