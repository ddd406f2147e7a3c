using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>Who it is, and the menu of what changes their state.</summary>
public sealed partial class IdentityPageHeader
{
    [Inject] private IdentityLifecycle Lifecycle { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }
    [Parameter] public int Roles { get; set; }
    [Parameter] public int Groups { get; set; }
    [Parameter] public EventCallback OnChanged { get; set; }

    private (StatusKind Kind, string Text) Status => IdentityWords.Status(Person.State, Person.IsLocked);

    private async Task CopyEmailAsync()
    {
        if (await Script.CopyAsync(Person.Email)) Toasts.Show("Email copied");
        else Toasts.ShowError("The browser didn’t allow copying. Select the address and press Ctrl+C.");
    }

    private async Task SuspendAsync()
    {
        var wanted = await Dialogs.ConfirmAsync($"Suspend {Person.FullName}", "A hold: they can’t sign in until somebody activates them again.",
            IdentityWords.IfSuspended(Roles, Groups), verb: "Suspend", danger: true);
        if (!wanted) return;
        var (id, name) = (Person.Id, Person.FullName);
        if (await DoneAsync(Lifecycle.SuspendAsync(Workspace.Actor, id, CancellationToken.None)))
        {
            Toasts.Show($"{name} suspended", "Undo", () => ActivateAsync(id, name));
        }
    }

    private Task ActivateAsync() => ActivateAsync(Person.Id, Person.FullName);

    private async Task ActivateAsync(Guid id, string name)
    {
        if (await DoneAsync(Lifecycle.ActivateAsync(Workspace.Actor, id, CancellationToken.None))) Toasts.Show($"{name} activated");
    }

    private async Task DeleteAsync()
    {
        var wanted = await Dialogs.ConfirmAsync($"Delete {Person.FullName}", "They can’t sign in any more and leave all lists.",
            IdentityWords.IfDeleted(Roles, Groups, Person.Email), verb: "Delete", danger: true);
        if (!wanted) return;
        var result = await Lifecycle.DeleteAsync(Workspace.Actor, Person.Id, CancellationToken.None);
        if (!result.Succeeded)
        {
            Toasts.ShowError(result.Error!.Message);
            return;
        }

        Toasts.Show($"{Person.FullName} deleted. The record is kept for 30 days.");
        Navigation.NavigateTo("/access/identities");
    }

    private async Task<bool> DoneAsync(Task<Result> act)
    {
        var result = await act;
        if (!result.Succeeded) Toasts.ShowError(result.Error!.Message);
        await OnChanged.InvokeAsync();
        return result.Succeeded;
    }
}
