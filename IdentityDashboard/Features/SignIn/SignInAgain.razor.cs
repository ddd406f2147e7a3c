using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Somebody signed in shows again who they are before a dangerous act (A31), for who can't do it in the page's own dialog.</summary>
public sealed partial class SignInAgain
{
    private const string PasswordField = ReauthenticationService.PasswordKey;

    private Actor? actor;
    private bool hasPassword;
    private bool hasPasskey;

    [Inject] private ReauthenticationService Service { get; set; } = default!;
    [Inject] private FactorOverview Factors { get; set; } = default!;
    [Inject] private PasskeySignIn Passkeys { get; set; } = default!;
    [Inject] private SessionEntry Sessions { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (!MayAct()) return;
        actor = Http.User.ToActor(Ip);
        if (actor is null)
        {
            Go("/sign-in" + BackQuery);
            return;
        }

        hasPassword = await Service.HasPasswordAsync(actor, Aborted);
        hasPasskey = await Factors.GetAsync(actor, Aborted) is { Succeeded: true, Value.List.Passkeys.Count: > 0 };
    }

    private async Task SubmitAsync()
    {
        if (actor is null || !HasOnly(PasswordField)) return;
        var shown = await Service.ConfirmAsync(actor, Posted(PasswordField), Aborted);
        Error = shown.Error;
        if (shown.Succeeded) Go(Destination);
    }

    private async Task ShowPasskeyAsync()
    {
        if (actor?.Session is not { } session || !HasOnly(PasskeyForm.StateField, PasskeyForm.CredentialField)) return;
        var shown = await Passkeys.PassAsync(actor, Posted(PasskeyForm.StateField), Posted(PasskeyForm.CredentialField), Aborted);
        Error = shown.Error;
        if (!shown.Succeeded) return;
        await Sessions.AuthenticateAgainAsync(session, Aborted);
        Go(Destination);
    }
}
