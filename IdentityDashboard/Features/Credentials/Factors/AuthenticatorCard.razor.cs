using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>The app that makes codes: set up, replaced, removed.</summary>
public sealed partial class AuthenticatorCard
{
    [Inject] private AuthenticatorService Service { get; set; } = default!;
    [Inject] private Reauthentication Again { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    [Parameter, EditorRequired] public required Actor Actor { get; set; }
    [Parameter, EditorRequired] public required OwnFactors Own { get; set; }
    [Parameter] public EventCallback<Error> OnRefused { get; set; }
    [Parameter] public EventCallback OnChanged { get; set; }

    private AuthenticatorView? Held => Own.List.Authenticator;

    private async Task SetUpAsync()
    {
        var begun = await Again.TryAsync(Actor, () => Service.BeginAsync(Actor, CancellationToken.None));
        if (begun.Error is { } refused)
        {
            await OnRefused.InvokeAsync(refused);
            return;
        }

        var parameters = new Dictionary<string, object?> { [nameof(AuthenticatorDialog.Actor)] = Actor, [nameof(AuthenticatorDialog.Setup)] = begun.Value, [nameof(AuthenticatorDialog.Replaces)] = Held is not null };
        if (await Dialogs.ShowAsync<AuthenticatorDialog, IReadOnlyList<string>>("Set up authenticator app", parameters) is not { } codes) return;
        Toasts.Show("Authenticator app set up");
        await OnChanged.InvokeAsync();
        await RecoveryCodesDialog.ShowAsync(Dialogs, codes);
    }

    private async Task RemoveAsync()
    {
        var wanted = await Dialogs.ConfirmAsync("Remove authenticator app", "Its codes stop working.", FactorWords.IfRemoved(Own.List.HasOne), verb: "Remove", danger: true);
        if (!wanted) return;
        var removed = await Again.TryAsync(Actor, () => Service.RemoveAsync(Actor, CancellationToken.None));
        if (removed.Error is { } refused)
        {
            await OnRefused.InvokeAsync(refused);
            return;
        }

        Toasts.Show("Authenticator app removed");
        await OnChanged.InvokeAsync();
    }
}
