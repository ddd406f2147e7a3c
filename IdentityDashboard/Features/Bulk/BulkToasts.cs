using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Bulk;

/// <summary>What is said after a change was done or started: a toast when all went through, the outcome when some were skipped (U73).</summary>
internal static class BulkToasts
{
    public static async Task TellAsync(BulkJobView job, Dialogs dialogs, ToastService toasts, NavigationManager navigation)
    {
        if (job.IsOpen)
        {
            toasts.Show("It runs in the background; you can leave this page.", "View progress", () => Go(navigation, job));
            return;
        }

        if (job.Skipped > 0) await dialogs.ShowAsync<BulkResultDialog, object>("Outcome", new Dictionary<string, object?> { [nameof(BulkResultDialog.JobId)] = job.Id });
        else toasts.Show(Sentence(job), job.CanUndo ? "Undo" : null, job.CanUndo ? () => UndoAsync(job.Id, dialogs, toasts, navigation) : null);
    }

    /// <summary>Asks, with what it will come to, then takes it back.</summary>
    public static async Task UndoAsync(Guid jobId, Dialogs dialogs, ToastService toasts, NavigationManager navigation)
    {
        var undo = await dialogs.ShowAsync<BulkUndoDialog, BulkJobView>("Undo", new Dictionary<string, object?> { [nameof(BulkUndoDialog.JobId)] = jobId });
        if (undo is not null) await TellAsync(undo, dialogs, toasts, navigation);
    }

    /// <summary>"1,180 suspended", "1,180 suspended, 24 skipped".</summary>
    public static string Sentence(BulkJobView job) =>
        $"{Quantity.Text(job.Succeeded)} {job.DoneWords}{(job.Skipped > 0 ? $", {Quantity.Text(job.Skipped)} skipped" : "")}{(job.NotDone > 0 ? $", {Quantity.Text(job.NotDone)} not done" : "")}";

    private static Task Go(NavigationManager navigation, BulkJobView job)
    {
        navigation.NavigateTo($"/jobs/{job.Id}");
        return Task.CompletedTask;
    }
}
