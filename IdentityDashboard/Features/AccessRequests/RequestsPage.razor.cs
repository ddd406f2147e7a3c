using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>The queue of an approver: what waits, beside what each has now; and what was decided.</summary>
public sealed partial class RequestsPage : IDisposable
{
    private const int ShownRoles = 6;

    private ListLoader<Queue> list = default!;
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private RequestQueue Requests { get; set; } = default!;
    [Inject] private RequestDecisions Decisions { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<RequestsPage> Log { get; set; } = default!;

    private bool MayOpenPeople => Workspace.View.IsOwner || Workspace.View.Can(Permissions.IdentityRead);

    public void Dispose()
    {
        live?.Dispose();
        list.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        list = new(Clock, Log, StateHasChanged);
        ChangeTopic[] topics = [ChangeTopic.Requests, ChangeTopic.Access, ChangeTopic.Groups, ChangeTopic.Identities];
        live = new LiveReload(Changes, Workspace.Actor.AccountId, topics, InvokeAsync, () => LoadAsync(quiet: true));
        return LoadAsync();
    }

    private Task<bool> LoadAsync(bool quiet = false)
    {
        var actor = Workspace.Actor;
        return list.RunAsync(async ct => new Queue(await Requests.WaitingAsync(actor, ct), await Requests.DecidedAsync(actor, ct)), quiet);
    }

    private static string HasNow(QueueRow row)
    {
        if (row.Has.Count == 0) return "Has nothing now.";
        var said = row.Has.Take(ShownRoles).Select(h => $"{FlowWords.Place(h.Grant)} ({h.Grant.EnvironmentName}{(h.Until is { } until ? $", until {RelativeTimeText.Absolute(until)}" : "")})");
        return $"Has now: {string.Join(", ", said)}{(row.Has.Count > ShownRoles ? $" and {row.Has.Count - ShownRoles} more" : "")}.";
    }

    private static string Decision(QueueRow row)
    {
        var time = row.GrantedHours is { } hours ? Durations.Text(hours) : Durations.Text(row.Hours);
        var until = row.Until is { } end ? $", until {RelativeTimeText.Absolute(end)}" : "";
        return $"{time}{until}{(row.DecidedBy is { } by ? $" · by {by}" : "")}{(row.Note is { } note ? $": {note}" : "")}";
    }

    private Task ApproveAsync(QueueRow row) => DecideAsync<ApproveDialog>($"Approve {row.Requester}", row);

    private Task RefuseAsync(QueueRow row) => DecideAsync<RefuseDialog>($"Refuse {row.Requester}", row);

    private async Task DecideAsync<TDialog>(string title, QueueRow row)
        where TDialog : IComponent
    {
        var done = await Dialogs.ShowAsync<TDialog, string>(title, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ApproveDialog.Request)] = row });
        if (done is null) return;
        await LoadAsync(quiet: true);
        Toasts.Show(done);
    }

    private async Task EndAsync(QueueRow row)
    {
        IReadOnlyList<string> consequences = [$"{row.Requester} loses it at {row.Grant.NodePath} and below at once", "What they hold by another role, node or group stays", "They can request it again"];
        if (!await Dialogs.ConfirmAsync($"End {row.Grant.RoleName} of {row.Requester} early", "It ends before its time.", consequences, verb: "End early", danger: true)) return;
        var result = await Decisions.EndAsync(Workspace.Actor, row.AssignmentId!.Value, CancellationToken.None);
        await LoadAsync(quiet: true);
        if (result.Error is { } refusal) Toasts.ShowError(refusal.Message);
        else Toasts.Show($"{row.Grant.RoleName} of {row.Requester} has ended");
    }

    private sealed record Queue(IReadOnlyList<QueueRow> Waiting, IReadOnlyList<QueueRow> Decided);
}
