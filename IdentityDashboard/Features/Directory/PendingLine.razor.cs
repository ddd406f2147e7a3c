using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>One open invitation with what can be done about it.</summary>
public sealed partial class PendingLine
{
    private bool busy;

    [Inject] private InvitationLifecycle Lifecycle { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Parameter, EditorRequired] public required DirectoryScope Scope { get; set; }
    [Parameter, EditorRequired] public required InvitationRow Row { get; set; }
    [Parameter] public bool IsNew { get; set; }

    /// <summary>Ticked, for what is done to several.</summary>
    [Parameter] public bool Picked { get; set; }
    [Parameter] public EventCallback<bool> OnPick { get; set; }

    private InvitationWords State => InvitationWords.For(Row, Clock.GetUtcNow());

    private Task ResendAsync() => OnceAsync(async () =>
    {
        if (Done(await Lifecycle.ResendAsync(Scope.Actor, Row.Id, CancellationToken.None))) Toasts.Show($"Invitation sent to {Row.Email} again. The link before no longer works.");
    });

    private Task CopyLinkAsync() => OnceAsync(async () =>
    {
        var link = await Lifecycle.CopyLinkAsync(Scope.Actor, Row.Id, CancellationToken.None);
        if (!link.Succeeded)
        {
            Toasts.ShowError(link.Error!.Message);
            return;
        }

        if (await Script.CopyAsync(link.Value))
        {
            Toasts.Show("A new link is copied. The one before no longer works.");
            return;
        }

        await Dialogs.ShowAsync<CopyLinkDialog, bool>("Copy link", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(CopyLinkDialog.Link)] = link.Value,
            [nameof(CopyLinkDialog.Email)] = Row.Email,
        });
    });

    private Task RevokeAsync() => OnceAsync(async () =>
    {
        var wanted = await Dialogs.ConfirmAsync("Revoke invitation", $"{Row.Email} was invited by {Row.InvitedBy}.",
        [
            "The link they have stops working at once",
            Row.Role is { } grant ? $"They don’t get {grant.RoleName} at {grant.NodePath}" : "They don’t join",
            "The address can be invited again",
        ], verb: "Revoke", danger: true);
        if (wanted && Done(await Lifecycle.RevokeAsync(Scope.Actor, Row.Id, CancellationToken.None))) Toasts.Show($"Invitation of {Row.Email} revoked");
    });

    /// <summary>A second click while the first is at work does nothing: each would end the link of the one before (U10).</summary>
    private async Task OnceAsync(Func<Task> act)
    {
        if (busy) return;
        busy = true;
        try
        {
            await act();
        }
        finally
        {
            busy = false;
        }
    }

    private bool Done(Result result)
    {
        if (!result.Succeeded) Toasts.ShowError(result.Error!.Message);
        return result.Succeeded;
    }
}
