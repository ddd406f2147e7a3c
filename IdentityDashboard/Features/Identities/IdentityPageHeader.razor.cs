using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>Who it is, what can be done with them next, and the menu of all else.</summary>
public sealed partial class IdentityPageHeader
{
    private bool busy;

    [Inject] private IdentityLifecycle Lifecycle { get; set; } = default!;
    [Inject] private IdentityRestore Restoring { get; set; } = default!;
    [Inject] private IdentityQueries People { get; set; } = default!;
    [Inject] private Reauthentication Again { get; set; } = default!;
    [Inject] private IAccountOwners Owners { get; set; } = default!;
    [Inject] private RecoveryService Recovery { get; set; } = default!;
    [Inject] private SessionEndings Sessions { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }
    [Parameter] public int Roles { get; set; }

    /// <summary>Of <see cref="Roles"/>, those that don't come through a group.</summary>
    [Parameter] public int DirectRoles { get; set; }
    [Parameter] public int Groups { get; set; }
    [Parameter] public EventCallback OnChanged { get; set; }

    private (StatusKind Kind, string Text) Status => IdentityWords.Status(Person.State, Person.IsLocked);

    private string Restorable => $"Restorable until {RelativeTimeText.Day(Person.DeletedAt!.Value + IdentityRestore.Kept, Clock.GetUtcNow())}";

    private bool MayChange => Person is { MayManage: true, IsSelf: false };

    private bool MaySignOut => Person is { State: PrincipalState.Active, MayManageCredentials: true, IsSelf: false };

    private bool MayMakeOwner => Workspace.View.IsOwner && Person is { IsOwner: false, State: PrincipalState.Active };

    private bool MayRemoveOwner => Workspace.View.IsOwner && Person is { IsOwner: true, DeletedAt: null };

    private bool HasMenu => MayChange || MaySignOut || MayMakeOwner || MayRemoveOwner;

    private async Task CopyEmailAsync()
    {
        if (await Script.CopyAsync(Person.Email)) Toasts.Show("Email copied");
        else Toasts.ShowError("The browser didn’t allow copying. Select the address and press Ctrl+C.");
    }

    private async Task ResetPasswordAsync()
    {
        var (person, name) = (Person, Person.FullName);
        var wanted = await Dialogs.ConfirmAsync($"Reset the password of {name}", "They get a mail with a link that sets a new password.",
            [$"The link goes to {person.Email} and works once, for 24 hours", "Links sent before stop working", "The password they have now works until then"], verb: "Send reset link");
        if (wanted && await DoneAsync(() => Recovery.SendLinkAsync(Workspace.Actor, person.Id, CancellationToken.None))) Toasts.Show($"Reset link on its way to {person.Email}");
    }

    private async Task SuspendAsync()
    {
        var (id, name) = (Person.Id, Person.FullName);
        var wanted = await Dialogs.ConfirmAsync($"Suspend {name}", "A hold: they can’t sign in until somebody activates them again.",
            IdentityWords.IfSuspended(Roles, Groups), verb: "Suspend", danger: true);
        if (wanted && await DoneAsync(() => Lifecycle.SuspendAsync(Workspace.Actor, id, CancellationToken.None))) Toasts.Show($"{name} suspended", "Undo", () => ActivateLaterAsync(id, name));
    }

    private async Task DeactivateAsync()
    {
        var (id, name) = (Person.Id, Person.FullName);
        var wanted = await Dialogs.ConfirmAsync($"Deactivate {name}", "For somebody who leaves: what ends now stays ended if they come back.",
            IdentityWords.IfDeactivated(DirectRoles, Groups, Person.IsOwner), verb: "Deactivate", danger: true);
        if (wanted && await DoneAsync(() => Lifecycle.DeactivateAsync(Workspace.Actor, id, CancellationToken.None))) Toasts.Show($"{name} deactivated");
    }

    private async Task ActivateAsync()
    {
        var (id, name) = (Person.Id, Person.FullName);
        if (await DoneAsync(() => Lifecycle.ActivateAsync(Workspace.Actor, id, CancellationToken.None))) Toasts.Show($"{name} activated");
    }

    private async Task SignOutAsync()
    {
        var (id, name) = (Person.Id, Person.FullName);
        var wanted = await Dialogs.ConfirmAsync($"Sign {name} out everywhere", "For a lost device, or when somebody else may be signed in as them.", IdentityWords.IfSignedOut, verb: "Sign out everywhere", danger: true);
        if (wanted && await DoneAsync(() => Sessions.EndAllAsync(Workspace.Actor, id, CancellationToken.None))) Toasts.Show($"{name} signed out everywhere");
    }

    private async Task MakeOwnerAsync()
    {
        var (id, name) = (Person.Id, Person.FullName);
        var wanted = await Dialogs.ConfirmAsync($"Make {name} an Owner", "The highest right there is, above all environments.", IdentityWords.IfMadeOwner(Person.FirstName), verb: "Make Owner");
        if (wanted && await DoneAsync(() => Again.TryAsync(Workspace.Actor, () => Owners.AddAsync(Workspace.Actor, id, CancellationToken.None)))) Toasts.Show($"{name} is an Owner");
    }

    private async Task RemoveOwnerAsync()
    {
        var (id, name) = (Person.Id, Person.FullName);
        var wanted = await Dialogs.ConfirmAsync($"Remove {name} as Owner", "The account always keeps one Owner who can act.",
            IdentityWords.IfRemovedAsOwner(Roles, Person.IsSelf), verb: "Remove as Owner", danger: true);
        if (wanted && await DoneAsync(() => Again.TryAsync(Workspace.Actor, () => Owners.RemoveAsync(Workspace.Actor, id, CancellationToken.None)))) Toasts.Show($"{name} is no longer an Owner");
    }

    private async Task DeleteAsync()
    {
        var (person, name) = (Person, Person.FullName);
        var wanted = await Dialogs.ConfirmAsync($"Delete {name}", "They can’t sign in any more and leave all lists.",
            IdentityWords.IfDeleted(Roles, Groups, person.Email), verb: "Delete", danger: true);
        if (!wanted || !await DoneAsync(() => Lifecycle.DeleteAsync(Workspace.Actor, person.Id, CancellationToken.None), reload: false)) return;
        Toasts.Show($"{name} deleted. The record is kept for 30 days.", "Undo", () => RestoreLaterAsync(person));
        Navigation.NavigateTo("/access/identities");
    }

    private async Task RestoreAsync()
    {
        var person = Person;
        await OnceAsync(() => RestoreLaterAsync(person));
        await OnChanged.InvokeAsync();
    }

    /// <summary>Also from a toast that outlives this page. Who has the address now is a link away.</summary>
    private async Task RestoreLaterAsync(IdentityDetail person)
    {
        var result = await Restoring.RestoreAsync(Workspace.Actor, person.Id, CancellationToken.None);
        if (result.Succeeded)
        {
            Toasts.Show($"{person.FullName} restored", "Open", () => OpenAsync(person.Id));
            return;
        }

        var holder = result.Error == IdentityErrors.EmailTaken
            ? await People.FindByEmailAsync(Workspace.Actor, Platform.People.EmailAddress.TryParse(person.Email, out var email, out _) ? email.Normalized : "", CancellationToken.None)
            : null;
        if (holder is null) Toasts.ShowError(result.Error!.Message);
        else Toasts.ShowError($"{holder.Name} has the address {person.Email} now. Change theirs or delete them, then restore.", "Open", () => OpenAsync(holder.Id));
    }

    private async Task ActivateLaterAsync(Guid id, string name)
    {
        var result = await Lifecycle.ActivateAsync(Workspace.Actor, id, CancellationToken.None);
        if (result.Succeeded) Toasts.Show($"{name} activated");
        else Toasts.ShowError(result.Error!.Message);
    }

    private Task OpenAsync(Guid id)
    {
        Navigation.NavigateTo($"/identities/{id}");
        return Task.CompletedTask;
    }

    private async Task<bool> DoneAsync(Func<Task<Result>> act, bool reload = true)
    {
        Result? result = null;
        await OnceAsync(async () => result = await act());
        if (result is not { } done) return false;
        if (!done.Succeeded) Toasts.ShowError(done.Error!.Message);
        if (reload) await OnChanged.InvokeAsync();
        return done.Succeeded;
    }

    /// <summary>A double click acts once (U10).</summary>
    private async Task OnceAsync(Func<Task> act)
    {
        if (busy) return;
        busy = true;
        try
        {
            await act();
        }
        finally
        {
            busy = false;
        }
    }
}
