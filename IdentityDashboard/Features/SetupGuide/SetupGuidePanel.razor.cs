using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace IdentityDashboard.Features.SetupGuide;

/// <summary>The slide-out: reads its steps anew whenever something of the account changes.</summary>
public sealed partial class SetupGuidePanel : IDisposable
{
    private static readonly TabItem[] Topics = [new("users", "Invite & Assign Users")];

    private GuideProgress? progress;
    private LiveReload? live;
    private GuideStep? toShow;
    private string? shown;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter] public EventCallback OnClose { get; set; }

    [Inject] private SetupGuideService Guide { get; set; } = default!;
    [Inject] private WorkspaceService Workspaces { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;

    /// <summary>The first step that is neither done nor skipped is open.</summary>
    private GuideStep? Current => progress?.Steps.FirstOrDefault(s => s is { Done: false, Skipped: false });

    public void Dispose()
    {
        live?.Dispose();
        Navigation.LocationChanged -= OnLocationChanged;
    }

    protected override void OnInitialized()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, Enum.GetValues<ChangeTopic>(), InvokeAsync, LoadAsync);
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var view = await Workspaces.GetAsync(Workspace.Actor, CancellationToken.None);
        if (view.Active is not { } active) return;
        progress = await Guide.ProgressAsync(Workspace.Actor, view, active, CancellationToken.None);
        StateHasChanged();
    }

    /// <summary>Highlights the control; on another page, goes there first.</summary>
    private async Task ShowAsync(GuideStep step)
    {
        shown = null;
        if (await Script.HighlightAsync(step.Target))
        {
            shown = step.Key;
            return;
        }

        toShow = step;
        Navigation.NavigateTo(step.Href);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (toShow is not { } step) return;
        toShow = null;
        _ = InvokeAsync(() => HighlightWhenThereAsync(step));
    }

    /// <summary>The page draws its buttons a moment after the address changes.</summary>
    private async Task HighlightWhenThereAsync(GuideStep step)
    {
        for (var attempt = 0; attempt < 20; attempt++)
        {
            if (await Script.HighlightAsync(step.Target))
            {
                shown = step.Key;
                StateHasChanged();
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }
    }

    private async Task SkipAsync(GuideStep step)
    {
        await Workspaces.SkipGuideStepAsync(Workspace.Actor, step.Key, !step.Skipped, CancellationToken.None);
        await LoadAsync();
    }

    private async Task DismissAsync()
    {
        await Workspaces.DismissGuideAsync(Workspace.Actor, dismissed: true, CancellationToken.None);
        await OnClose.InvokeAsync();
    }
}
