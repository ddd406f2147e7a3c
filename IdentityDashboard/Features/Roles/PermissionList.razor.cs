using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Roles;

/// <summary>The catalogue of the active environment: the application's permissions to change, the dashboard's to see.</summary>
public sealed partial class PermissionList : IDisposable
{
    private ListLoader<Result<IReadOnlyList<PermissionRow>>> list = default!;
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter] public bool MayChange { get; set; }

    [Inject] private RoleQueries Queries { get; set; } = default!;
    [Inject] private PermissionService Service { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<PermissionList> Log { get; set; } = default!;

    public void Dispose()
    {
        live?.Dispose();
        list.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        list = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Access], InvokeAsync, () => LoadAsync(quiet: true));
        return LoadAsync();
    }

    private async Task LoadAsync(bool quiet = false)
    {
        var (actor, environment) = (Workspace.Actor, Workspace.Active.EnvironmentId);
        await list.RunAsync(ct => Queries.CatalogueAsync(actor, environment, ct), quiet);
    }

    private async Task AddAsync() => await SayAsync(await Dialogs.ShowAsync<PermissionDialog, string>(PermissionDialog.NewTitle));

    private async Task AddResourceAsync() => await SayAsync(await Dialogs.ShowAsync<ResourceDialog, string>(ResourceDialog.Title));

    private async Task EditAsync(PermissionRow permission) => await SayAsync(await Dialogs.ShowAsync<PermissionDialog, string>(
        PermissionDialog.EditTitle(permission.Key), new Dictionary<string, object?> { [nameof(PermissionDialog.Permission)] = permission }));

    private async Task SayAsync(string? done)
    {
        if (done is null) return;
        await LoadAsync(quiet: true);
        Toasts.Show(done);
    }

    private async Task DeleteAsync(PermissionRow permission)
    {
        var people = await Queries.PeopleWithAsync(Workspace.Actor, permission.Id, CancellationToken.None);
        IReadOnlyList<string> consequences =
        [
            permission.Roles == 0 ? "No role has it" : $"{Quantity.Of(permission.Roles, "role loses", "roles lose")} it",
            people.Value == 0 ? "Nobody has it now" : $"{(people.More ? $"{people} people lose" : Quantity.Of(people.Value, "person loses", "people lose"))} it at once",
            "Where the application asks for it, the answer is no from then on",
        ];
        if (!await Dialogs.ConfirmAsync($"Delete {permission.Key}", "It leaves the catalogue and every role. This can’t be undone.", consequences, verb: "Delete", danger: true)) return;
        var result = await Service.DeleteAsync(Workspace.Actor, permission.Id, CancellationToken.None);
        await LoadAsync(quiet: true);
        if (result.Error is { } refusal) Toasts.ShowError(refusal.Message);
        else Toasts.Show($"{permission.Key} deleted");
    }
}
