using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Settings;

/// <summary>What a password must be, and whom a change would hit before it is saved.</summary>
public sealed partial class PasswordPolicySettings : IDisposable
{
    private const string ClashId = "password-policy-changed";

    /// <summary>A policy that changes at each attempt is a fault, not a colleague.</summary>
    private const int Attempts = 3;

    private readonly FormErrors errors = new(PasswordRulesForm.MinLengthKey, PasswordRulesForm.MaxLengthKey, PasswordRulesForm.HistoryKey, PasswordRulesForm.MaxAgeKey);
    private ElementReference frame;
    private EditMerge merge = new(new Dictionary<string, string?>(StringComparer.Ordinal));
    private PasswordRulesForm? form;
    private MfaPolicy mfa;
    private LiveReload? live;
    private bool failed;
    private bool busy;
    private bool asks;
    private bool focusInvalid;

    [Parameter, EditorRequired] public required WorkspaceContext Workspace { get; set; }

    [Inject] private SecurityPolicyService Policies { get; set; } = default!;
    [Inject] private Reauthentication Again { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;

    public void Dispose() => live?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Settings], InvokeAsync, ReloadAsync);
        await LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!focusInvalid) return;
        focusInvalid = false;
        await Script.FocusFirstInvalidAsync(frame);
    }

    private async Task LoadAsync()
    {
        try
        {
            var found = await Policies.GetAsync(Workspace.Actor, CancellationToken.None);
            failed = !found.Succeeded;
            if (failed) return;
            Begin(PasswordRulesForm.Of(found.Value));
            mfa = found.Value.Mfa;
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            failed = true;
        }
    }

    /// <summary>Somebody saved settings: what they changed of these comes in, never over what is being typed.</summary>
    private async Task ReloadAsync()
    {
        if (form is null || busy) return;
        try
        {
            var found = await Policies.GetAsync(Workspace.Actor, CancellationToken.None);
            if (!found.Succeeded || found.Value.Version == form.Version) return;
            await MeetAsync(found.Value);
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            // What was typed stays; saving meets the change.
            return;
        }

        StateHasChanged();
    }

    private void Begin(PasswordRulesForm start)
    {
        form = start;
        merge = new EditMerge(PasswordRulesFields.Of(start));
    }

    private void Change(string field, PasswordRulesForm typed)
    {
        form = typed;
        errors.Forget(field);
    }

    private void Choose((string Field, bool Theirs) choice)
    {
        var values = PasswordRulesFields.Of(form!);
        values[choice.Field] = merge.Choose(choice.Field, choice.Theirs, values[choice.Field]);
        form = PasswordRulesFields.Read(values, form!.Version);
    }

    private async Task SaveAsync()
    {
        asks = !merge.IsSettled;
        if (busy || asks) return;
        busy = true;
        var result = await SaveAsync(Attempts);
        busy = false;
        if (result is null) return;
        if (result.Value.Error is { } refusal)
        {
            errors.Show(refusal);
            focusInvalid = true;
            return;
        }

        errors.Clear();
        Toasts.Show("Password policy saved");
        await LoadAsync();
    }

    /// <summary>Tries again by itself when what changed meanwhile are other rules of the account.</summary>
    /// <returns>Null when somebody has to choose first.</returns>
    private async Task<Result?> SaveAsync(int attempts)
    {
        var result = await Again.TryAsync(Workspace.Actor, () => Policies.SavePasswordsAsync(Workspace.Actor, form!, CancellationToken.None));
        if (result.Error != SecurityPolicies.Changed || attempts == 1) return result;
        var found = await Policies.GetAsync(Workspace.Actor, CancellationToken.None);
        if (!found.Succeeded) return found.Error!;
        var seen = merge.Conflicts.Count + merge.Taken.Count;
        await MeetAsync(found.Value);
        return merge.IsSettled && merge.Conflicts.Count + merge.Taken.Count == seen ? await SaveAsync(attempts - 1) : null;
    }

    private async Task MeetAsync(SecurityPolicy now)
    {
        var who = await Policies.ChangedByAsync(Workspace.Actor, CancellationToken.None);
        var met = merge.Meet(PasswordRulesFields.Of(form!), PasswordRulesFields.Of(PasswordRulesForm.Of(now)), f => PasswordRulesFields.Words(f, who.GetValueOrDefault(f)));
        form = PasswordRulesFields.Read(met, now.Version);
        (mfa, asks) = (now.Mfa, false);
    }
}
