using IdentityDashboard.Features.MyAccount;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace IdentityDashboard.Shell;

/// <summary>What happens to an open page when rights or the session behind it end.</summary>
public sealed partial class MainLayout
{
    /// <summary>Rights that end later are looked at again by then.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);

    private ITimer? expiry;
    private bool ended;

    /// <summary>The page is taken away before it is left, so that nothing on it can ask to stay.</summary>
    private bool leaving;

    /// <summary>Dialogs go at once, before what they rest on does; closing alone takes a round to the browser.</summary>
    private bool clearing;

    /// <summary>Their access ended, and the page that says so isn't there yet: whatever else moves the address meanwhile, that is where they go.</summary>
    private bool untold;

    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<MainLayout> Log { get; set; } = default!;

    private string CurrentPath => Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];

    private async Task LookAgainWhenRightsExpireAsync()
    {
        var next = await Workspaces.NextChangeAsync(actor!, CancellationToken.None);
        expiry?.Dispose();
        if (next is not { } at || ended) return;
        var wait = at - Clock.GetUtcNow() + Late;
        expiry = Clock.CreateTimer(_ => _ = InvokeAsync(TryReloadAsync), null, wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What fails now is read again after the next change; services ask for rights at each act anyway.</summary>
    private async Task TryReloadAsync()
    {
        try
        {
            await ReloadAsync();
        }
        catch (Exception e)
        {
            Log.LogError(e, "The rights of {Actor} couldn't be read again.", actor!.Id);
        }
    }

    /// <summary>Somebody took rights away: dialogs close, and a page that no longer opens is left.</summary>
    private void LeaveWhatIsLost(WorkspaceView old, WorkspaceView now)
    {
        clearing = Dialogs.CloseAll();
        var closed = clearing;
        var opens = PageRights.Opens(now, CurrentPath) || !PageRights.Opens(old, CurrentPath);
        leaving = !opens;
        if (leaving || clearing) StateHasChanged();
        clearing = false;
        if (!now.CanAdminister) return;
        if (!opens) Navigation.NavigateTo("", replace: true);
        if (Gone(old, now) is { } left) Toasts.ShowError(left);
        else if (!opens || closed) Toasts.ShowError(opens ? "Your rights here have changed. What was open is closed." : "Your rights have changed. That page doesn’t open for you any more.");
    }

    /// <summary>Where they stood is deleted or closed to them, and where they stand now.</summary>
    private static string? Gone(WorkspaceView old, WorkspaceView now) =>
        old.Active is { } was && now.Active is { } here && now.Choices.All(c => c.EnvironmentId != was.EnvironmentId)
            ? $"{was.EnvironmentName} of {was.ApplicationName} isn’t open any more. You are now in {here.EnvironmentName} of {here.ApplicationName}." : null;

    /// <summary>Who administers nothing, or nothing any more, has their own pages: where they ask for access, if they may, or their account.</summary>
    private void SendHomeIfNothingOpens(bool demoted = false)
    {
        if (workspace is not { View: { CanAdminister: false } view }) return;
        untold |= demoted;
        if (PageRights.Opens(view, CurrentPath) && !(demoted && CurrentPath == AccountPage))
        {
            untold = false;
            return;
        }

        var home = view.MayRequest ? MyAccess : AccountPage;
        Navigation.NavigateTo(untold ? $"{AccountPage}?ended={MyAccountPage.EndedAccess}" : home, replace: true);
    }

    /// <summary>A session that ended elsewhere ends here too, with the reason on the next page.</summary>
    private void OnAuthenticationChanged(Task<AuthenticationState> state) => _ = InvokeAsync(async () =>
    {
        var user = (await state).User;
        if (ended || user.Identity?.IsAuthenticated == true) return;
        (ended, workspace) = (true, null);
        live?.Dispose();
        expiry?.Dispose();
        StateHasChanged();
        Leave($"sign-in?ended={user.FindFirst(ActorPrincipal.EndedClaim)?.Value ?? "1"}");
    });
}
