using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Credentials.Verification;

/// <summary>One's own names, telephone number and address.</summary>
public sealed partial class ProfileCard : IDisposable
{
    private readonly FormErrors errors = new(OwnProfile.FirstField, OwnProfile.LastField, OwnProfile.PhoneField);
    private readonly FormErrors emailErrors = new(EmailErrors.Field);
    private ElementReference details;
    private ElementReference change;
    private LiveReload? live;
    private OwnProfileView? me;
    private string? pending;
    private string? first;
    private string? last;
    private string? phone;
    private string? wanted;
    private ElementReference? wrong;
    private bool changing;
    private bool busy;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private OwnProfile Profile { get; set; } = default!;
    [Inject] private EmailChange Emails { get; set; } = default!;
    [Inject] private Reauthentication Again { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;

    public void Dispose() => live?.Dispose();

    protected override Task OnInitializedAsync()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Identities], InvokeAsync, LoadAsync);
        return LoadAsync();
    }

    /// <summary>The field that is wrong gets the focus once the screen shows that it is.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (wrong is not { } form) return;
        wrong = null;
        await Script.FocusFirstInvalidAsync(form);
    }

    /// <summary>What is being typed stays when the record changes elsewhere.</summary>
    private async Task LoadAsync()
    {
        var (now, before) = (await Profile.GetAsync(Workspace.Actor, CancellationToken.None), me);
        pending = await Emails.PendingAsync(Workspace.Actor, CancellationToken.None);
        if (now is null) return;
        if (before is null || first == before.FirstName) first = now.FirstName;
        if (before is null || last == before.LastName) last = now.LastName;
        if (before is null || phone == before.Phone) phone = now.Phone;
        me = now;
        StateHasChanged();
    }

    private void Typed(ref string? field, string? value, string key)
    {
        field = value;
        errors.Forget(key);
    }

    private void TypedEmail(string? value)
    {
        wanted = value;
        emailErrors.Forget(EmailErrors.Field);
    }

    private Task SaveAsync() => OnceAsync(async () =>
    {
        errors.Clear();
        var saved = await Profile.SaveAsync(Workspace.Actor, first, last, phone, CancellationToken.None);
        if (saved.Error is { } refusal)
        {
            errors.Show(refusal);
            wrong = details;
            return;
        }

        me = null;
        await LoadAsync();
        Toasts.Show("Your details are saved");
    });

    private Task RequestAsync() => OnceAsync(async () =>
    {
        emailErrors.Clear();
        var asked = await Again.TryAsync(Workspace.Actor, () => Emails.RequestAsync(Workspace.Actor, wanted, CancellationToken.None));
        if (asked.Error is { } refusal)
        {
            emailErrors.Show(refusal);
            wrong = change;
            return;
        }

        changing = false;
        await LoadAsync();
    });

    private Task CancelAsync() => OnceAsync(async () =>
    {
        await Emails.CancelAsync(Workspace.Actor, CancellationToken.None);
        await LoadAsync();
        Toasts.Show("Your email stays as it is");
    });

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
