using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>The hierarchy of the active environment: the tree, and what is at the chosen node.</summary>
public sealed partial class HierarchyPage : IDisposable
{
    private static readonly ChangeTopic[] Topics = [ChangeTopic.Access, ChangeTopic.Identities, ChangeTopic.Groups];

    private LiveReload? live;
    private LiveReload? liveTree;
    private HierarchyTree? tree;
    private RowMenu? menu;
    private TreeNode? menuOf;
    private NodeDetail? detail;
    private IReadOnlyList<NodeHit>? hits;
    private (HierarchyPlace Place, Guid Environment)? loaded;
    private HierarchyPlace? going;
    private Guid? revealing;
    private bool missing;
    private bool failed;

    [Inject] private HierarchyQueries Queries { get; set; } = default!;
    [Inject] private HierarchyService Service { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private ILogger<HierarchyPage> Log { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    /// <summary>What was asked for shows at once: the address follows only when the browser has answered.</summary>
    private HierarchyPlace Place => going ?? HierarchyPlace.Read(Navigation.Uri);

    private bool CanManage => Workspace.View.CanSomewhere(Permissions.HierarchyManage);

    public void Dispose()
    {
        live?.Dispose();
        liveTree?.Dispose();
        Navigation.LocationChanged -= OnLocationChanged;
    }

    protected override void OnInitialized()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, Topics, InvokeAsync, LoadAsync);
        liveTree = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Access], InvokeAsync, ReloadTreeAsync);
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override Task OnParametersSetAsync() => LoadIfElsewhereAsync();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (revealing is not { } id || tree is null || Place.Search is not null) return;
        revealing = null;
        await tree.RevealAsync(id, takeFocus: true);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(() =>
    {
        going = null;
        return LoadIfElsewhereAsync();
    });

    private void Go(HierarchyPlace place)
    {
        going = place;
        Navigation.NavigateTo(place.Href(), replace: true);
    }

    private void RevealAsync(Guid id)
    {
        revealing = id;
        Go(Place with { Search = null, Node = id });
    }

    private async Task LoadIfElsewhereAsync()
    {
        if (Workspace.View.Active is not { } active || !Navigation.Uri.Contains("/access/hierarchy", StringComparison.Ordinal)) return;
        if (loaded is { } last && last.Environment != active.EnvironmentId && last.Place.Node is not null)
        {
            // A node of the environment just left means nothing here.
            loaded = null;
            Go(Place with { Node = null });
            return;
        }

        if (loaded == (Place, active.EnvironmentId)) return;
        loaded = (Place, active.EnvironmentId);
        await LoadAsync();
    }

    /// <summary>What is shown first: the root, or the first node of whoever sees only parts.</summary>
    private async Task<Guid> TopAsync(WorkspaceChoice active)
    {
        if (Workspace.View.Can(Permissions.IdentityRead)) return active.RootNodeId;
        var roots = await Queries.RootsAsync(Workspace.Actor, active.EnvironmentId, archived: false, CancellationToken.None);
        return roots is { Succeeded: true, Value: [var first, ..] } ? first.Id : active.RootNodeId;
    }

    private async Task RefreshAsync()
    {
        await LoadAsync();
        await ReloadTreeAsync();
    }

    private async Task ReloadTreeAsync()
    {
        try
        {
            if (tree is not null) await tree.ReloadAsync();
        }
        catch (Exception e)
        {
            // What is shown stays; the next change reads it again.
            Log.LogError(e, "The tree of environment {Environment} could not be read again", Workspace.View.Active?.EnvironmentId);
        }
    }

    private async Task LoadAsync()
    {
        if (Workspace.View.Active is not { } active) return;
        var place = Place;
        try
        {
            var found = await Task.Run(async () => await Queries.DetailAsync(Workspace.Actor, active.EnvironmentId, place.Node ?? await TopAsync(active), CancellationToken.None));
            var matches = place.Search is null ? null : await Task.Run(() => Queries.SearchAsync(Workspace.Actor, active.EnvironmentId, place.Search, place.Archived, CancellationToken.None));
            if (place != Place) return;
            (detail, missing, failed) = (found.Succeeded ? found.Value : null, !found.Succeeded, false);
            hits = matches is { Succeeded: true } ? matches.Value : null;
        }
        catch (Exception e)
        {
            Log.LogError(e, "The hierarchy of environment {Environment} could not be loaded", active.EnvironmentId);
            failed = true;
        }

        StateHasChanged();
    }
}
