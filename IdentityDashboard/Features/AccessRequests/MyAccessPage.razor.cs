using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>One's own access: what there is, until when, and what can be asked for. Opens for everybody.</summary>
public sealed partial class MyAccessPage : IDisposable
{
    /// <summary>How often what is left is said anew.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(200);

    private ListLoader<MyAccess> list = default!;
    private LiveReload? live;
    private ITimer? timer;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private MyAccessQueries Queries { get; set; } = default!;
    [Inject] private RequestService Requests { get; set; } = default!;
    [Inject] private RequestDecisions Decisions { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<MyAccessPage> Log { get; set; } = default!;

    public void Dispose()
    {
        live?.Dispose();
        timer?.Dispose();
        list.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        list = new(Clock, Log, StateHasChanged);
        ChangeTopic[] topics = [ChangeTopic.Access, ChangeTopic.Requests, ChangeTopic.Groups, ChangeTopic.Identities];
        live = new LiveReload(Changes, Workspace.Actor.AccountId, topics, InvokeAsync, () => LoadAsync(quiet: true));
        return LoadAsync();
    }

    private async Task LoadAsync(bool quiet = false)
    {
        var actor = Workspace.Actor;
        await list.RunAsync(ct => Queries.GetAsync(actor, ct), quiet);
        LookAgain();
    }

    /// <summary>Every half minute what is left is said anew; at the next end everything is read again.</summary>
    private void LookAgain()
    {
        timer?.Dispose();
        if (list.Value?.NextEnd is not { } end) return;
        var left = end - Clock.GetUtcNow() + Late;
        var wait = left < Tick ? left : Tick;
        timer = Clock.CreateTimer(_ => _ = InvokeAsync(() => TickAsync(end)), null, wait > TimeSpan.Zero ? wait : Late, Timeout.InfiniteTimeSpan);
    }

    private Task TickAsync(DateTimeOffset end)
    {
        if (end <= Clock.GetUtcNow()) return LoadAsync(quiet: true);
        StateHasChanged();
        LookAgain();
        return Task.CompletedTask;
    }

    private static string Name(MyRole role) => FlowWords.Place(role.Held.Grant);

    private static string How(MyRole role)
    {
        var held = role.Held;
        var way = held.ViaGroup is { } group ? $"Through {group}" : $"{(role.ByRequest ? "Requested, granted" : "Given")} by {held.GrantedBy}";
        return held.Until is { } until ? $"{way} · until {RelativeTimeText.Absolute(until)}" : $"{way} · no end";
    }

    private string About(MyRequest request)
    {
        var asked = $"{(request.IsExtension ? "More time: " : "")}{Durations.Text(request.Hours)}, asked {RelativeTimeText.For(request.CreatedAt, Clock.GetUtcNow())}";
        var granted = request.GrantedHours is { } hours && hours != request.Hours ? $" · granted {Durations.Text(hours)}" : "";
        var by = request.State is RequestState.Approved or RequestState.Refused ? $" · by {request.DecidedBy}" : "";
        return $"{asked}{granted}{by}{(request.Note is { } note ? $": {note}" : "")}";
    }

    private async Task RequestAsync(MyFlow flow) => await SayAsync(await Dialogs.ShowAsync<RequestAccessDialog, string>(
        RequestAccessDialog.Title, new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(RequestAccessDialog.Flow)] = flow }));

    private async Task ExtendAsync(MyRole role) => await SayAsync(await Dialogs.ShowAsync<ExtendDialog, string>(
        ExtendDialog.TitleOf(role), new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(ExtendDialog.Role)] = role }));

    private async Task EndAsync(MyRole role)
    {
        IReadOnlyList<string> consequences = [$"Gone at {role.Held.Grant.NodePath} and below at once", "What you hold by another role, node or group stays", "You can request it again"];
        if (!await Dialogs.ConfirmAsync($"End {Name(role)} early", "You give it back before its end.", consequences, verb: "End early", danger: true)) return;
        Say(await Decisions.EndAsync(Workspace.Actor, role.Held.AssignmentId, CancellationToken.None), $"{Name(role)} has ended");
        await LoadAsync(quiet: true);
    }

    private async Task CancelAsync(MyRequest request)
    {
        Say(await Requests.CancelAsync(Workspace.Actor, request.Id, CancellationToken.None), "Request taken back");
        await LoadAsync(quiet: true);
    }

    private void Say(Result result, string done)
    {
        if (result.Error is { } refusal) Toasts.ShowError(refusal.Message);
        else Toasts.Show(done);
    }

    private async Task SayAsync(string? done)
    {
        if (done is null) return;
        await LoadAsync(quiet: true);
        Toasts.Show(done);
    }
}
