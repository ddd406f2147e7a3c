using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Groups;

/// <summary>One group: who is in it and which roles it gives them.</summary>
public sealed partial class GroupPage : IDisposable
{
    private const string GroupsList = "/access/identities?tab=groups";
    private static readonly ChangeTopic[] Shown = [ChangeTopic.Groups, ChangeTopic.Identities, ChangeTopic.Access];

    private readonly CancellationTokenSource leaving = new();
    private LiveReload? live;
    private GroupDetail? group;
    private GroupNest nest = GroupNest.None;
    private Guid loaded;
    private int version;
    private bool gone;
    private bool failed;

    [Inject] private GroupQueries Queries { get; set; } = default!;
    [Inject] private GroupNestingQueries Nesting { get; set; } = default!;
    [Inject] private GroupLosses Losses { get; set; } = default!;
    [Inject] private GroupService Service { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private ILogger<GroupPage> Log { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter] public Guid Id { get; set; }

    private string RolesText => group!.Roles.Count == 0 ? "gives no role" : $"gives {Quantity.Of(group.Roles.Count, "role")}";

    private string EverybodyText => nest.Inside.Count == 0 ? "" : $" · {nest.Everybody} {(nest.Everybody is { Value: 1, More: false } ? "person" : "people")} with the groups inside";

    private string WhyReadOnly => group!.Source == "Local"
        ? "Changing a group takes the right to manage groups. Ask an administrator of this environment."
        : $"This group is synced from {group.Source}: its name and members are changed there.";

    private string[] IfDeleted =>
    [
        group!.Members == 0 ? "Nobody is in it" : $"{Quantity.Of(group.Members, "person", "people")} {(group.Members == 1 ? "leaves" : "leave")} the group and {(group.Members == 1 ? "stays" : "stay")} in the directory",
        group.Roles.Count == 0 ? "It gives no role, so nobody loses access" : $"{Quantity.Of(group.Roles.Count, "role")} it gives {(group.Roles.Count == 1 ? "ends" : "end")} at once, unless a person holds the same otherwise",
        "A deleted group can’t be brought back",
    ];

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
        (loaded, group) = (Id, null);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var (id, ct) = (Id, leaving.Token);
        try
        {
            var found = await Queries.GetAsync(Workspace.Actor, id, ct);
            var around = await Nesting.OfAsync(Workspace.Actor, id, ct);
            if (id != Id) return;
            nest = around;
            (group, gone, failed) = (found.Succeeded ? found.Value : null, !found.Succeeded, false);
            version++;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            Log.LogError(e, "Group {Id} could not be loaded", id);
            failed = true;
        }

        StateHasChanged();
    }

    private async Task RenameAsync()
    {
        var renamed = await Dialogs.ShowAsync<GroupPageRename, string>("Rename group", new Dictionary<string, object?>
        {
            [nameof(GroupPageRename.Id)] = Id, [nameof(GroupPageRename.Name)] = group!.Name, [nameof(GroupPageRename.Actor)] = Workspace.Actor,
        });
        if (renamed is null) return;
        await LoadAsync();
        Toasts.Show($"Renamed to {renamed}");
    }

    private async Task DeleteAsync()
    {
        var name = group!.Name;
        IReadOnlyList<string> consequences = [.. IfDeleted[..^1], .. await Losses.OfDeletedAsync(Workspace.Actor, Id, CancellationToken.None), IfDeleted[^1]];
        if (!await Dialogs.ConfirmAsync($"Delete {name}", "The group goes; the people stay.", consequences, verb: "Delete", danger: true)) return;
        var result = await Service.DeleteAsync(Workspace.Actor, Id, CancellationToken.None);
        if (!result.Succeeded)
        {
            Toasts.ShowError(result.Error!.Message);
            return;
        }

        Toasts.Show($"{name} deleted");
        Navigation.NavigateTo(GroupsList);
    }
}
