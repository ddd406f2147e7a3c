using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>What the menu of a row does to one person: says what it will bring about, asks, acts, tells.</summary>
internal sealed class UserActions(IdentityLifecycle lifecycle, RecoveryService recovery, VisibleRoles roles, Dialogs dialogs, ToastService toasts, NavigationManager navigation)
{
    /// <summary>The dialog of the change to many, for one: it asks for group or role and says what it will come to.</summary>
    public async Task ChangeAsync(DirectoryScope scope, string kind, IdentityRow row)
    {
        var order = new BulkOrder(kind, BulkParameters.None, new BulkSelection([row.Id]), scope.EnvironmentId);
        var job = await dialogs.ShowAsync<BulkDialog, BulkJobView>(BulkWords.Heading(kind), new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(BulkDialog.Order)] = order });
        if (job is not null) await BulkToasts.TellAsync(job, dialogs, toasts, navigation);
    }

    public async Task SuspendAsync(Actor actor, IdentityRow row)
    {
        var wanted = await dialogs.ConfirmAsync($"Suspend {row.Name}", "A hold: they can’t sign in until somebody activates them again.",
            IdentityWords.IfSuspended(await RolesHeldAsync(actor, row), row.Groups.Count), verb: "Suspend", danger: true);
        if (!wanted || !Done(await lifecycle.SuspendAsync(actor, row.Id, CancellationToken.None))) return;
        toasts.Show($"{row.Name} suspended", "Undo", () => ActivateAsync(actor, row));
    }

    public async Task ActivateAsync(Actor actor, IdentityRow row)
    {
        if (Done(await lifecycle.ActivateAsync(actor, row.Id, CancellationToken.None))) toasts.Show($"{row.Name} activated");
    }

    public async Task ResetPasswordAsync(Actor actor, IdentityRow row)
    {
        var wanted = await dialogs.ConfirmAsync($"Reset password of {row.Name}", $"A link goes to {row.Email}. With it they set a password and are signed in.",
        [
            "The link works once, for 24 hours",
            "A link sent before stops working",
            "Until it is used, the password they have keeps working",
        ], verb: "Send reset link");
        if (wanted && Done(await recovery.SendLinkAsync(actor, row.Id, CancellationToken.None))) toasts.Show($"Reset link on its way to {row.Email}");
    }

    public async Task DeleteAsync(Actor actor, IdentityRow row)
    {
        var wanted = await dialogs.ConfirmAsync($"Delete {row.Name}", "They can’t sign in any more and leave all lists.",
            IdentityWords.IfDeleted(await RolesHeldAsync(actor, row), row.Groups.Count, row.Email), verb: "Delete", danger: true);
        if (!wanted || !Done(await lifecycle.DeleteAsync(actor, row.Id, CancellationToken.None))) return;
        toasts.Show($"{row.Name} deleted. The record is kept for 30 days.");
    }

    /// <summary>In every environment, not only the one on the page: the act reaches all of them.</summary>
    private async Task<int> RolesHeldAsync(Actor actor, IdentityRow row)
    {
        var held = await roles.HeldByAsync(actor, [row.Id], environmentId: null, CancellationToken.None);
        return held[row.Id].DistinctBy(h => (h.Grant.RoleId, h.Grant.NodeId)).Count();
    }

    private bool Done(Result result)
    {
        if (!result.Succeeded) toasts.ShowError(result.Error!.Message);
        return result.Succeeded;
    }
}
