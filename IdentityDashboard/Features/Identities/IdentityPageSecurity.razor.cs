using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>How a person signs in, and the link that lets them set a password.</summary>
public sealed partial class IdentityPageSecurity
{
    private bool busy;

    [Inject] private SessionEndings Sessions { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }

    private (StatusKind Kind, string Text) Status => IdentityWords.Status(Person.State, Person.IsLocked);

    private DateTimeOffset? LastSeen => Person.LastSeenAt == Identity.NeverSeen ? null : Person.LastSeenAt;

    private string? StateText => Person.State switch
    {
        PrincipalState.Suspended => "Sign-in is refused until somebody activates them.",
        PrincipalState.Deactivated => "Sign-in is refused.",
        PrincipalState.Deleted => "Sign-in is refused; nothing of theirs counts.",
        _ => null,
    };

    private async Task SignOutAsync()
    {
        var (id, name) = (Person.Id, Person.FullName);
        var wanted = await Dialogs.ConfirmAsync($"Sign {name} out everywhere", "For a lost device, or when somebody else may be signed in as them.", IdentityWords.IfSignedOut, verb: "Sign out everywhere", danger: true);
        if (!wanted) return;
        await OnceAsync(async () =>
        {
            var result = await Sessions.EndAllAsync(Workspace.Actor, id, CancellationToken.None);
            if (result.Succeeded) Toasts.Show($"{name} signed out everywhere");
            else Toasts.ShowError(result.Error!.Message);
        });
    }

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
