using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Roles;

/// <summary>One role: what it can do, as a matrix to tick, and who has it.</summary>
public sealed partial class RolePage : IDisposable
{
    private const string RolesList = "/access/roles";
    private const int ShownHolders = 50;
    private static readonly ChangeTopic[] Shown = [ChangeTopic.Access, ChangeTopic.Groups, ChangeTopic.Identities];

    private readonly CancellationTokenSource leaving = new();
    private LiveReload? live;
    private RoleDetail? role;
    private IReadOnlyList<RoleHolder> holders = [];
    private Guid loaded;
    private bool gone;
    private bool failed;

    [Inject] private RoleQueries Queries { get; set; } = default!;
    [Inject] private RoleService Service { get; set; } = default!;
    [Inject] private RolePermissionService RolePermissions { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private ILogger<RolePage> Log { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter] public Guid Id { get; set; }

    private string PeopleText => role!.People is { Value: 0 } ? "Nobody has it" : role.People.More ? $"{role.People} people have it" : Quantity.Of(role.People.Value, "person has it", "people have it");

    public void Dispose()
    {
        live?.Dispose();
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override void OnInitialized() => live = new LiveReload(Changes, Workspace.Actor.AccountId, Shown, InvokeAsync, LoadAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Id) return;
        (loaded, role) = (Id, null);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var (id, ct) = (Id, leaving.Token);
        try
        {
            var found = await Queries.GetAsync(Workspace.Actor, id, ct);
            var having = found.Succeeded ? await Queries.HoldersAsync(Workspace.Actor, id, ShownHolders, ct) : [];
            if (id != Id) return;
            Take(found.Succeeded ? found.Value : null);
            (holders, gone, failed) = (having, !found.Succeeded, false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            Log.LogError(e, "Role {Id} could not be loaded", id);
            failed = true;
        }

        StateHasChanged();
    }

    private async Task EditAsync()
    {
        var saved = await Dialogs.ShowAsync<RoleDialog, RoleSaved>(RoleDialog.EditTitle, new Dictionary<string, object?> { [nameof(RoleDialog.Role)] = role });
        if (saved is null) return;
        await LoadAsync();
        Toasts.Show($"{saved.Name} saved");
    }

    /// <summary>A role that somebody has can't go: who that is is said instead of asking.</summary>
    private async Task DeleteAsync()
    {
        var (name, use) = (role!.Name, await Service.UseAsync(Workspace.Actor, Id, CancellationToken.None));
        if (use.Any)
        {
            Toasts.ShowError(RoleErrors.InUse(use).Message);
            return;
        }

        if (!await Dialogs.ConfirmAsync($"Delete {name}", "Nobody has it, so nobody loses access.", ["Its list of permissions goes with it", "A deleted role can’t be brought back"], verb: "Delete", danger: true)) return;
        var result = await Service.DeleteAsync(Workspace.Actor, Id, CancellationToken.None);
        if (result.Error is { } refusal)
        {
            Toasts.ShowError(refusal.Message);
            return;
        }

        Toasts.Show($"{name} deleted");
        Discard();
        Navigation.NavigateTo(RolesList);
    }
}
