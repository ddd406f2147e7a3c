using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Roles;

/// <summary>The roles of the active environment, and how many have each.</summary>
public sealed partial class RoleList : IDisposable
{
    private ListLoader<Result<IReadOnlyList<RoleRow>>> list = default!;
    private ListLoader<IReadOnlyDictionary<Guid, CappedCount>> people = default!;
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter] public bool MayChange { get; set; }

    [Inject] private RoleQueries Queries { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<RoleList> Log { get; set; } = default!;

    public void Dispose()
    {
        live?.Dispose();
        list.Dispose();
        people.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        list = new(Clock, Log, StateHasChanged);
        people = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Access, ChangeTopic.Groups, ChangeTopic.Identities], InvokeAsync, () => LoadAsync(quiet: true));
        return LoadAsync();
    }

    private async Task LoadAsync(bool quiet = false)
    {
        var (actor, environment) = (Workspace.Actor, Workspace.Active.EnvironmentId);
        if (!await list.RunAsync(ct => Queries.ListAsync(actor, environment, ct), quiet)) return;
        // The numbers come later than the list: there may be many to count.
        await people.RunAsync(ct => Queries.PeopleAsync(actor, environment, ct), quiet);
    }

    private async Task CreateAsync()
    {
        var made = await Dialogs.ShowAsync<RoleDialog, RoleSaved>(RoleDialog.NewTitle);
        if (made is null) return;
        Toasts.Show($"{made.Name} is created. Choose what it can do.");
        Navigation.NavigateTo($"/access/roles/{made.Id}");
    }
}
