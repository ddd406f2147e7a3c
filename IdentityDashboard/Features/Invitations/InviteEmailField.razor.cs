using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Invitations;

/// <summary>One address to invite: when the field is left it says who has it already, and what to do then (U33, U34, U41).</summary>
public sealed partial class InviteEmailField
{
    private AddressCheck? found;
    private bool resent;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter] public string Value { get; set; } = "";
    [Parameter] public EventCallback<string> ValueChanged { get; set; }

    /// <summary>What the last submit was refused for.</summary>
    [Parameter] public string? Error { get; set; }
    [Parameter] public string? Hint { get; set; }
    [Parameter] public bool Autofocus { get; set; }

    [Inject] private InvitationChecks Checks { get; set; } = default!;
    [Inject] private InvitationLifecycle Lifecycle { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    private string? Problem => found switch
    {
        { Standing: AddressStanding.Invalid, Problem: { } problem } => problem,
        { Standing: AddressStanding.Member } => InvitationErrors.AlreadyMember.Message,
        { Standing: AddressStanding.Pending } when !resent => InvitationErrors.AlreadyInvited.Message,
        _ => null,
    };

    private string? Good => found switch
    {
        { Standing: AddressStanding.Free, IdentityName: { } name } => $"{name} is in the directory and signs in to accept.",
        { Standing: AddressStanding.Free, Suggestion: null } => "Not in use",
        _ => null,
    };

    /// <summary>Looks the address up; also after a submit was refused because of it.</summary>
    public async Task CheckAsync()
    {
        if (string.IsNullOrWhiteSpace(Value))
        {
            found = null;
            return;
        }

        if (found?.Typed == Value) return;
        var typed = Value;
        var answer = (await Checks.CheckAsync(Workspace.Actor, Workspace.Active.EnvironmentId, [typed], CancellationToken.None)).FirstOrDefault();
        if (typed != Value) return;
        found = answer;
        StateHasChanged();
    }

    private Task ChangeAsync(string? value)
    {
        (found, resent) = (null, false);
        // At once: it comes back through the dialog only after a render, which waits while the browser is behind.
        return ValueChanged.InvokeAsync(Value = value ?? "");
    }

    private async Task CorrectAsync()
    {
        await ChangeAsync($"{Value[..(Value.LastIndexOf('@') + 1)]}{found!.Suggestion}");
        await CheckAsync();
    }

    private async Task ResendAsync(Guid invitation)
    {
        var result = await Lifecycle.ResendAsync(Workspace.Actor, invitation, CancellationToken.None);
        if (result.Error is { } refusal) Toasts.ShowError(refusal.Message);
        else resent = true;
    }
}
