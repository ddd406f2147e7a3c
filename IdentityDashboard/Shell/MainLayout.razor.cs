using IdentityDashboard.Features.SetupGuide;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace IdentityDashboard.Shell;

/// <summary>The frame around every page: finds out who is here and what they may, cascades it, and keeps it current.</summary>
public sealed partial class MainLayout : IDisposable
{
    private const string GuideParameter = "guide=1";
    private const string AccountPage = "account";
    private const string MyAccess = "my-access";

    private ErrorBoundary? boundary;
    private WorkspaceContext? workspace;
    private GuideProgress? progress;
    private LiveReload? live;
    private Actor? actor;
    private bool guideOpen;
    private bool navOpen;

    [Inject] private WorkspaceService Workspaces { get; set; } = default!;
    [Inject] private SetupGuideService Guide { get; set; } = default!;
    [Inject] private AuthenticationStateProvider Authentication { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;

    [CascadingParameter(Name = "ClientIp")] private string? ClientIp { get; set; }

    public void Dispose()
    {
        live?.Dispose();
        expiry?.Dispose();
        Navigation.LocationChanged -= OnLocationChanged;
        Authentication.AuthenticationStateChanged -= OnAuthenticationChanged;
    }

    protected override async Task OnInitializedAsync()
    {
        actor = (await Authentication.GetAuthenticationStateAsync()).User.ToActor(ClientIp);
        if (actor is null)
        {
            Leave();
            return;
        }

        Authentication.AuthenticationStateChanged += OnAuthenticationChanged;
        Navigation.LocationChanged += OnLocationChanged;
        live = new LiveReload(Changes, actor.AccountId, [.. Enum.GetValues<ChangeTopic>().Where(t => t is not (ChangeTopic.Jobs or ChangeTopic.ApiKeys))], InvokeAsync, TryReloadAsync);
        await ReloadAsync();
        guideOpen = Navigation.Uri.Contains(GuideParameter, StringComparison.Ordinal);
    }

    private async Task ReloadAsync()
    {
        var view = await Workspaces.GetAsync(actor!, CancellationToken.None);
        await LookAgainWhenRightsExpireAsync();
        progress = view is { CanAdminister: true, Active: { } active } && (view.IsOwner || view.Held.Count > 0) ? await Guide.ProgressAsync(actor!, view, active, CancellationToken.None) : null;
        if (ended) return;
        var lost = workspace is not null && PageRights.Shrank(workspace.View, view);
        var demoted = workspace is { View.CanAdminister: true } && !view.CanAdminister;
        if (lost) LeaveWhatIsLost(workspace!.View, view);
        if (workspace is null || !SameRights(workspace.View, view)) workspace = new WorkspaceContext(actor!, view, ChooseEnvironmentAsync, OpenGuideAsync);
        SendHomeIfNothingOpens(demoted);
        StateHasChanged();
    }

    /// <summary>A new context re-renders every page; it is made only when something a page looks at has changed.</summary>
    private static bool SameRights(WorkspaceView old, WorkspaceView now) =>
        old.Active == now.Active && old.IsOwner == now.IsOwner && old.AccountName == now.AccountName && old.LogoPath == now.LogoPath && old.GuideDismissed == now.GuideDismissed && old.NoSingleKeys == now.NoSingleKeys
        && old.MayRequest == now.MayRequest && old.MayApprove == now.MayApprove
        && old.Held.SetEquals(now.Held) && old.HeldSomewhere.SetEquals(now.HeldSomewhere) && old.GuideSkipped.SetEquals(now.GuideSkipped) && old.Choices.SequenceEqual(now.Choices);

    private async Task ChooseEnvironmentAsync(Guid environmentId)
    {
        await Workspaces.ChooseEnvironmentAsync(actor!, environmentId, CancellationToken.None);
        await ReloadAsync();
    }

    private Task ToggleGuideAsync() => guideOpen ? CloseGuideAsync() : OpenGuideAsync();

    private async Task OpenGuideAsync()
    {
        guideOpen = true;
        if (workspace!.View.GuideDismissed) await Workspaces.DismissGuideAsync(actor!, dismissed: false, CancellationToken.None);
        await InvokeAsync(StateHasChanged);
    }

    private Task CloseGuideAsync()
    {
        guideOpen = false;
        StateHasChanged();
        return Task.CompletedTask;
    }

    private async Task ShowShortcutsAsync()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ShortcutsDialog.Workspace)] = workspace };
        await Dialogs.ShowAsync<ShortcutsDialog, object>(ShortcutsDialog.Title, parameters);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        (navOpen, leaving) = (false, false);
        boundary?.Recover();
        SendHomeIfNothingOpens();
        _ = InvokeAsync(StateHasChanged);
    }

    private void Leave(string? to = null) =>
        Navigation.NavigateTo(to ?? $"sign-in?returnUrl={Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri))}", forceLoad: true);
}
