using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>The access flows of the active environment.</summary>
public sealed partial class FlowsPage : IDisposable
{
    private ListLoader<Result<IReadOnlyList<FlowRow>>> list = default!;
    private LiveReload? live;
    private Guid loaded;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private FlowQueries Queries { get; set; } = default!;
    [Inject] private FlowService Flows { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<FlowsPage> Log { get; set; } = default!;

    private bool MayDefine => Workspace.View.Can(Permissions.RoleManage) && Workspace.View.Can(Permissions.AssignmentManage);

    public void Dispose()
    {
        live?.Dispose();
        list.Dispose();
    }

    protected override void OnInitialized()
    {
        list = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Requests, ChangeTopic.Access, ChangeTopic.Groups], InvokeAsync, () => LoadAsync(quiet: true));
    }

    protected override Task OnParametersSetAsync()
    {
        if (loaded == Workspace.Active.EnvironmentId) return Task.CompletedTask;
        loaded = Workspace.Active.EnvironmentId;
        return LoadAsync();
    }

    private Task<bool> LoadAsync(bool quiet = false)
    {
        var (actor, environment) = (Workspace.Actor, Workspace.Active.EnvironmentId);
        return list.RunAsync(ct => Queries.ListAsync(actor, environment, ct), quiet);
    }

    private async Task EditAsync(FlowRow? flow)
    {
        var title = flow is null ? FlowDialog.NewTitle : FlowDialog.EditTitle(flow.Name);
        var done = await Dialogs.ShowAsync<FlowDialog, string>(title, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(FlowDialog.Flow)] = flow }, wide: true);
        if (done is null) return;
        await LoadAsync(quiet: true);
        Toasts.Show(done);
    }

    private async Task ArchiveAsync(FlowRow flow)
    {
        IReadOnlyList<string> consequences =
        [
            "Nothing can be requested by it any more",
            flow.Waiting == 0 ? "No request waits" : $"{Quantity.Of(flow.Waiting, "request that waits is", "requests that wait are")} refused, and those who asked get a mail",
            flow.Holding == 0 ? "Nothing it granted lasts" : $"{Quantity.Of(flow.Holding, "grant stays until its end", "grants stay until their ends")}; nobody can ask for more time",
        ];
        if (!await Dialogs.ConfirmAsync($"Archive {flow.Name}", "You can restore it later.", consequences, verb: "Archive", danger: true)) return;
        await SayAsync(await Flows.ArchiveAsync(Workspace.Actor, flow.Id, CancellationToken.None), $"{flow.Name} archived");
    }

    private async Task RestoreAsync(FlowRow flow) => await SayAsync(await Flows.RestoreAsync(Workspace.Actor, flow.Id, CancellationToken.None), $"{flow.Name} restored");

    private async Task SayAsync(Result result, string done)
    {
        await LoadAsync(quiet: true);
        if (result.Error is { } refusal) Toasts.ShowError(refusal.Message);
        else Toasts.Show(done);
    }
}
