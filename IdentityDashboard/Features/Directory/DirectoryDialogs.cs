using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Directory;

/// <summary>Opens the dialogs that bring people and groups in, and follows their links to each other.</summary>
internal sealed class DirectoryDialogs(Dialogs dialogs, ToastService toasts)
{
    /// <param name="workspace">Who asks, and where.</param>
    /// <param name="dialog">One of <see cref="DirectoryDialogNames"/>; an unknown name opens nothing.</param>
    /// <param name="directory">From the Tenant page: people of the account, without an environment (S25).</param>
    /// <param name="prefill">An address to begin with, perhaps with a name: <c>Pat Lee &lt;pat@example.com&gt;</c>.</param>
    /// <returns>What was brought about, also by a dialog that was left early.</returns>
    public async Task<DirectoryOutcome> OpenAsync(WorkspaceContext workspace, string dialog, bool directory = false, string? prefill = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        var outcome = DirectoryOutcome.Nothing;
        var next = new DialogSwitch(dialog, prefill);
        while (true)
        {
            if (Refusal(workspace.View, next.To, directory) is { } refusal)
            {
                toasts.ShowError(refusal);
                return outcome;
            }

            var answer = await ShowAsync(next, directory);
            if (answer is not DialogSwitch away) return Add(outcome, answer);
            outcome = Add(outcome, away.Done);
            next = away;
        }
    }

    /// <summary>Better said before somebody fills a form in. The services ask again at each submit.</summary>
    private static string? Refusal(WorkspaceView view, string dialog, bool directory)
    {
        if (dialog == DirectoryDialogNames.CreateGroup) return null;
        if (dialog == DirectoryDialogNames.CreateIdentity && directory) return view.IsOwner ? null : CommonErrors.Forbidden.Message;
        if (view.Active is null) return "Choose an environment first: people are brought into one.";
        if (dialog is DirectoryDialogNames.InviteAssign or DirectoryDialogNames.CreateIdentity && view.CanSomewhere(Permissions.IdentityManage)) return null;
        return view.Can(Permissions.IdentityManage) ? null : CommonErrors.Forbidden.Message;
    }

    private Task<object?> ShowAsync(DialogSwitch to, bool directory)
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { ["Prefill"] = to.Prefill };
        var creating = new Dictionary<string, object?>(parameters, StringComparer.Ordinal) { [nameof(CreateIdentityDialog.Directory)] = directory };
        return to.To switch
        {
            DirectoryDialogNames.Invite => dialogs.ShowAsync<InviteDialog, object>("Invite", parameters),
            DirectoryDialogNames.InviteAssign => dialogs.ShowAsync<InviteAssignDialog, object>("Invite & Assign", parameters, wide: true),
            DirectoryDialogNames.InviteUser => dialogs.ShowAsync<InviteUserDialog, object>("Invite User", parameters),
            DirectoryDialogNames.Profile => dialogs.ShowAsync<ProfileDialog, object>("Profile", parameters),
            DirectoryDialogNames.CreateIdentity => dialogs.ShowAsync<CreateIdentityDialog, object>("Create Identity", creating),
            DirectoryDialogNames.CreateGroup => dialogs.ShowAsync<CreateGroupDialog, object>("Create Group"),
            _ => Task.FromResult<object?>(null),
        };
    }

    private static DirectoryOutcome Add(DirectoryOutcome outcome, object? answer) => answer switch
    {
        InvitedPeople invited => outcome with { Invitations = [.. outcome.Invitations, .. invited.Sent.Select(s => s.Id)] },
        SentInvitation sent => outcome with { Invitations = [.. outcome.Invitations, sent.Id] },
        CreatedPeople people => outcome with { Identities = [.. outcome.Identities, .. people.People.Select(p => p.Id)] },
        GroupChoice group => outcome with { Groups = [.. outcome.Groups, group.Id] },
        _ => outcome,
    };
}
