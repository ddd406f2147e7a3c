using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Bulk;

/// <summary>What became of a change: counts, reasons, a row for each; live while it runs.</summary>
public sealed partial class BulkOutcomeView : IDisposable
{
    private readonly Stack<int> pages = new();
    private LiveReload? live;
    private BulkJobView? job;
    private Page<BulkRowView> rows = Page<BulkRowView>.Empty;
    private IReadOnlyList<BulkReason> reasons = [];
    private BulkOutcome? filter;
    private int after = -1;
    private bool gone;

    [Inject] private BulkQueries Queries { get; set; } = default!;
    [Inject] private BulkService Service { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter, EditorRequired] public Guid JobId { get; set; }
    [Parameter] public bool InDialog { get; set; }

    /// <summary>After each look: the page above shows its title.</summary>
    [Parameter] public EventCallback<BulkJobView> OnLoaded { get; set; }

    private bool IsAboutInvitations => job is not null && BulkKind.IsAboutInvitations(job.Kind);

    private IEnumerable<(BulkOutcome? Outcome, string Text, int Count)> Filters =>
    [
        (null, "All", job!.Total), (BulkOutcome.Done, "Done", job.Succeeded), (BulkOutcome.Skipped, "Skipped", job.Skipped),
        .. job.IsOpen || job.NotDone > 0 ? [((BulkOutcome?)BulkOutcome.Waiting, job.IsOpen ? "Waiting" : "Not done", job.Total - job.Succeeded - job.Skipped)] : Array.Empty<(BulkOutcome?, string, int)>(),
    ];

    public void Dispose() => live?.Dispose();

    protected override async Task OnParametersSetAsync()
    {
        live ??= new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Jobs], InvokeAsync, LoadAsync);
        if (job?.Id != JobId) (job, filter, after) = (null, null, -1);
        if (job is null) pages.Clear();
        await LoadAsync();
    }

    private (StatusKind Kind, string Text) Mark(BulkRowView row) => row.Outcome switch
    {
        BulkOutcome.Done => (StatusKind.Ok, "Done"),
        BulkOutcome.Skipped => (StatusKind.Off, "Skipped"),
        _ => job!.IsOpen ? (StatusKind.Wait, "Waiting") : (StatusKind.Off, "Not done (cancelled)"),
    };

    private async Task LoadAsync()
    {
        var (id, outcome, from) = (JobId, filter, after);
        var found = await Queries.GetAsync(Workspace.Actor, id, CancellationToken.None);
        gone = !found.Succeeded;
        if (gone || id != JobId) return;
        // Reasons of a running job change with every batch: they are grouped once it has ended.
        var why = found.Value is { IsOpen: false, Skipped: > 0 } ? await Queries.ReasonsAsync(Workspace.Actor, id, CancellationToken.None) : [];
        var page = await Queries.RowsAsync(Workspace.Actor, id, outcome, from, BulkQueries.PageSize, CancellationToken.None);
        if (id != JobId || outcome != filter || from != after) return;
        (job, reasons, rows) = (found.Value, why, page);
        await OnLoaded.InvokeAsync(job);
        StateHasChanged();
    }

    private Task FilterAsync(BulkOutcome? outcome)
    {
        (filter, after) = (outcome, -1);
        pages.Clear();
        return LoadAsync();
    }

    private Task OnAsync()
    {
        pages.Push(after);
        after = rows.Items[^1].Position;
        return LoadAsync();
    }

    private Task BackAsync()
    {
        after = pages.Pop();
        return LoadAsync();
    }

    private async Task CancelAsync()
    {
        var sure = await Dialogs.ConfirmAsync("Cancel the rest", "Who is done stays done; who isn’t stays as they are.", verb: "Cancel the rest", danger: true, cancelText: "Let it run");
        if (!sure) return;
        var result = await Service.CancelAsync(Workspace.Actor, JobId, CancellationToken.None);
        if (result.Error is { } refusal) Toasts.ShowError(refusal.Message);
        await LoadAsync();
    }

    private async Task UndoAsync()
    {
        if (InDialog) Dialogs.Close();
        await BulkToasts.UndoAsync(JobId, Dialogs, Toasts, Navigation);
        if (!InDialog) await LoadAsync();
    }
}
