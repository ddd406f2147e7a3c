using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// The form of a person's record, or of its attributes alone. When the record changes behind it, what is typed stays:
/// the panel says what the others changed, and saving goes on from there.
/// </summary>
public sealed partial class IdentityPageEdit
{
    /// <summary>A record that changes at each attempt is a fault, not a colleague.</summary>
    private const int Attempts = 3;

    private ElementReference frame;
    private PersonForm form = default!;
    private Error? refusal;
    private bool busy;
    private bool saved;
    private bool asks;
    private bool focusInvalid;
    private bool focusPanel;

    [Inject] private IdentityProfile Profile { get; set; } = default!;
    [Inject] private Reauthentication Again { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    /// <summary>The record as it stands now; the form began with the one of its first render.</summary>
    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }

    /// <summary>The account's attributes.</summary>
    [Parameter] public IReadOnlyList<AttributeField> Fields { get; set; } = [];
    [Parameter] public bool OnlyAttributes { get; set; }
    [Parameter] public EventCallback OnSaved { get; set; }
    [Parameter] public EventCallback OnCancelled { get; set; }

    /// <summary>Reads the record anew into <see cref="Person"/>.</summary>
    [Parameter] public EventCallback OnReload { get; set; }

    private bool IsDirty => !saved && form.IsDirty;

    private string? EmailHint => form.Start.EmailVerified && form[PersonForm.Email] != form.Start.Email ? "A new address begins unverified; reset links sent to the old one stop working." : null;

    protected override void OnInitialized() => form = new PersonForm(Person, Fields, OnlyAttributes);

    /// <summary>What is wrong and belongs beside no field.</summary>
    private string? FormError => refusal is null ? null : refusal.Fields is null ? refusal.Message : refusal.Fields.FirstOrDefault(f => !form.Has(f.Key)).Value?[0];

    protected override Task OnParametersSetAsync()
    {
        form.Fields = Fields;
        return busy || saved ? Task.CompletedTask : MeetAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await Script.FocusAsync(OnlyAttributes ? "form .in" : "#first-name");
        if (focusPanel) await Script.FocusAsync($"#{ConflictPanel.DefaultId}");
        else if (focusInvalid) await Script.FocusFirstInvalidAsync(frame);
        (focusPanel, focusInvalid) = (false, false);
    }

    /// <summary>Takes in what others have saved since.</summary>
    private async Task MeetAsync()
    {
        if (Person.Version == form.Start.Version || Person.DeletedAt is not null) return;
        var now = Person;
        var who = await Profile.ChangedSinceAsync(Workspace.Actor, now.Id, form.Start.UpdatedAt, CancellationToken.None);
        form.Meet(now, who);
        asks = false;
    }

    private async Task SaveAsync()
    {
        if (busy) return;
        asks = focusPanel = !form.Merge.IsSettled;
        if (asks) return;
        busy = true;
        try
        {
            await SaveAsync(Attempts);
        }
        finally
        {
            busy = false;
        }

        if (saved) await OnSaved.InvokeAsync();
    }

    /// <summary>Tries again by itself when what changed meanwhile is nothing this form shows.</summary>
    private async Task SaveAsync(int attempts)
    {
        var (seen, id) = (form.Merge.Conflicts.Count + form.Merge.Taken.Count, form.Start.Id);
        var result = OnlyAttributes
            ? await Profile.SetTraitsAsync(Workspace.Actor, id, form.Traits, form.Start.Version, CancellationToken.None)
            : await Again.TryAsync(Workspace.Actor, () => Profile.UpdateAsync(Workspace.Actor, id, form.ToEdit(), CancellationToken.None));
        (refusal, saved, focusInvalid) = (result.Error, result.Succeeded, !result.Succeeded);
        if (refusal != IdentityErrors.Changed) return;

        await OnReload.InvokeAsync();
        if (Person.Version == form.Start.Version) return;
        await MeetAsync();
        refusal = null;
        focusPanel = form.Merge.Conflicts.Count + form.Merge.Taken.Count > seen;
        if (!focusPanel && form.Merge.IsSettled && attempts > 1) await SaveAsync(attempts - 1);
    }

    private async Task AskBeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (!IsDirty) return;
        var discard = await Dialogs.ConfirmAsync("Discard what you typed?", "Nothing has been saved yet.", verb: "Discard", danger: true, cancelText: "Keep editing");
        if (!discard) leaving.PreventNavigation();
    }
}
