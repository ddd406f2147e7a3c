using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Credentials.Passkeys;

/// <summary>One's own passkeys: added, named, removed.</summary>
public sealed partial class PasskeysCard
{
    private bool busy;

    [Inject] private PasskeyService Service { get; set; } = default!;
    [Inject] private FactorScript Browser { get; set; } = default!;
    [Inject] private Reauthentication Again { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    [Parameter, EditorRequired] public required Actor Actor { get; set; }
    [Parameter, EditorRequired] public required OwnFactors Own { get; set; }
    [Parameter] public EventCallback<Error> OnRefused { get; set; }
    [Parameter] public EventCallback OnChanged { get; set; }

    private IReadOnlyList<PasskeyView> Held => Own.List.Passkeys;

    private async Task AddAsync()
    {
        if (busy) return;
        busy = true;
        try
        {
            var added = await AskAsync();
            if (added.Error is { } refused)
            {
                await OnRefused.InvokeAsync(refused);
                return;
            }

            Toasts.Show("Passkey added");
            await OnChanged.InvokeAsync();
            await RecoveryCodesDialog.ShowAsync(Dialogs, added.Value);
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>The challenge stays here; only the question goes to the browser.</summary>
    private async Task<Result<IReadOnlyList<string>>> AskAsync()
    {
        var begun = await Again.TryAsync(Actor, () => Service.BeginAsync(Actor, CancellationToken.None));
        if (begun.Error is { } refused) return refused;
        var answer = await Browser.CreateAsync(begun.Value.Options);
        if (answer.Problem is { } problem) return new Error("passkey_not_added", 422, problem);
        return await Service.AddAsync(Actor, begun.Value.State, answer.Credential, answer.Name, CancellationToken.None);
    }

    private async Task RenameAsync(PasskeyView passkey)
    {
        var parameters = new Dictionary<string, object?> { [nameof(RenamePasskeyDialog.Actor)] = Actor, [nameof(RenamePasskeyDialog.Passkey)] = passkey };
        if (await Dialogs.ShowAsync<RenamePasskeyDialog, bool>("Rename passkey", parameters)) await OnChanged.InvokeAsync();
    }

    private async Task RemoveAsync(PasskeyView passkey)
    {
        var wanted = await Dialogs.ConfirmAsync($"Remove {passkey.Name}", "It doesn’t sign you in any more. Delete it on the device too.", FactorWords.IfRemoved(Own.List.HasOne), verb: "Remove", danger: true);
        if (!wanted) return;
        var removed = await Again.TryAsync(Actor, () => Service.RemoveAsync(Actor, passkey.Id, CancellationToken.None));
        if (removed.Error is { } refused)
        {
            await OnRefused.InvokeAsync(refused);
            return;
        }

        Toasts.Show("Passkey removed");
        await OnChanged.InvokeAsync();
    }
}
