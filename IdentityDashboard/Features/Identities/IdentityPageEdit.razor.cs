using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace IdentityDashboard.Features.Identities;

/// <summary>The form of a person's record. What is typed stays when the record changes behind it; saving then is refused.</summary>
public sealed partial class IdentityPageEdit
{
    private ElementReference frame;
    private IdentityDetail start = default!;
    private Error? refusal;
    private string? firstName;
    private string? lastName;
    private string? email;
    private string? phone;
    private bool emailVerified;
    private bool mustReset;
    private bool busy;
    private bool saved;
    private bool focusInvalid;

    [Inject] private IdentityProfile Profile { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    /// <summary>The record as it stands now; the form began with the one of its first render, or of the last reload.</summary>
    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }
    [Parameter] public EventCallback OnSaved { get; set; }
    [Parameter] public EventCallback OnCancelled { get; set; }

    /// <summary>Reads the record anew into <see cref="Person"/>.</summary>
    [Parameter] public EventCallback OnReload { get; set; }

    private bool ChangedMeanwhile => !busy && !saved && (Person.Version != start.Version || refusal == IdentityErrors.Changed);

    private bool IsDirty => !saved && (firstName, lastName, email, phone ?? "", emailVerified, mustReset)
        != (start.FirstName, start.LastName, start.Email, start.Phone ?? "", start.EmailVerified, start.MustChangePassword);

    private string? EmailHint => start.EmailVerified && email != start.Email ? "A new address begins unverified; reset links sent to the old one stop working." : null;

    protected override void OnInitialized() => Fill();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await Script.FocusAsync("#first-name");
        if (!focusInvalid) return;
        focusInvalid = false;
        await Script.FocusFirstInvalidAsync(frame);
    }

    private void Fill()
    {
        start = Person;
        (firstName, lastName, email, phone) = (start.FirstName, start.LastName, start.Email, start.Phone);
        (emailVerified, mustReset, refusal) = (start.EmailVerified, start.MustChangePassword, null);
    }

    private async Task SaveAsync()
    {
        if (busy) return;
        busy = true;
        try
        {
            var edit = new IdentityEdit(firstName ?? "", lastName ?? "", email ?? "", phone, emailVerified, mustReset, start.Version);
            var result = await Profile.UpdateAsync(Workspace.Actor, start.Id, edit, CancellationToken.None);
            (refusal, saved, focusInvalid) = (result.Error, result.Succeeded, !result.Succeeded);
        }
        finally
        {
            busy = false;
        }

        if (saved) await OnSaved.InvokeAsync();
    }

    private async Task ReloadAsync()
    {
        await OnReload.InvokeAsync();
        Fill();
    }

    private async Task AskBeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (!IsDirty) return;
        var discard = await Dialogs.ConfirmAsync("Discard what you typed?", "Nothing has been saved yet.", verb: "Discard", danger: true, cancelText: "Keep editing");
        if (!discard) leaving.PreventNavigation();
    }
}
