using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>Where somebody is signed in, and the ways to end it: on the identity page, and for oneself on My account.</summary>
public sealed partial class SessionsCard
{
    private IReadOnlyList<SessionView>? sessions;
    private LiveReload? live;
    private Guid loaded;
    private string? problem;
    private bool failed;
    private bool busy;

    [Inject] private SessionList Sessions { get; set; } = default!;
    [Inject] private SessionEndings Endings { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private ILogger<SessionsCard> Log { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public Guid IdentityId { get; set; }

    [Parameter, EditorRequired] public string Name { get; set; } = "";

    private bool IsSelf => IdentityId == Workspace.Actor.Id;

    public void Dispose() => live?.Dispose();

    protected override void OnInitialized() => live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Identities], InvokeAsync, LoadAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == IdentityId) return;
        (loaded, sessions) = (IdentityId, null);
        await LoadAsync();
    }

    private static string Words(SessionView session) => $"{session.Ip ?? "Address unknown"} · {session.Method switch
    {
        SignInMethod.Passkey => "passkey",
        SignInMethod.Link => "reset link",
        SignInMethod.Code => "recovery code",
        SignInMethod.Invitation => "invitation",
        _ => "password",
    }}";

    private async Task LoadAsync()
    {
        try
        {
            var found = await Sessions.ListAsync(Workspace.Actor, IdentityId, CancellationToken.None);
            (sessions, problem, failed) = (found.Succeeded ? found.Value : null, found.Error?.Message, false);
        }
        catch (Exception e)
        {
            Log.LogError(e, "The sessions of {Id} could not be loaded", IdentityId);
            failed = true;
        }

        StateHasChanged();
    }

    private Task EndAsync(SessionView session) => OnceAsync(async () =>
    {
        var ended = await Sessions.RevokeAsync(Workspace.Actor, IdentityId, session.Id, CancellationToken.None);
        if (ended.Succeeded) Toasts.Show($"Session of {session.Device} ended");
        else if (ended.Error != SessionList.Gone) Toasts.ShowError(ended.Error!.Message);
    });

    private async Task EndAllAsync()
    {
        var title = IsSelf ? "Sign out everywhere else" : $"Sign {Name} out everywhere";
        var sure = await Dialogs.ConfirmAsync(title, "For a lost device, or when somebody else may be signed in.",
            ["Every session but this one of yours ends within 5 seconds, open pages included.", "Links to reset the password stop working."], verb: title, danger: true);
        if (!sure) return;
        await OnceAsync(async () =>
        {
            var ended = await Endings.EndAllAsync(Workspace.Actor, IdentityId, CancellationToken.None);
            if (ended.Succeeded) Toasts.Show(IsSelf ? "Signed out everywhere else" : $"{Name} signed out everywhere");
            else Toasts.ShowError(ended.Error!.Message);
        });
    }

    private async Task OnceAsync(Func<Task> act)
    {
        if (busy) return;
        busy = true;
        try
        {
            await act();
            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }
}
