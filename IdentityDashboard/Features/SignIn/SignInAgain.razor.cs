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

    [Inject] private ReauthenticationService Service { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (!MayAct()) return;
        actor = Http.User.ToActor(Ip);
        if (actor is null) Go("/sign-in" + BackQuery);
        else hasPassword = await Service.HasPasswordAsync(actor, Aborted);
    }

    private async Task SubmitAsync()
    {
        if (actor is null || !HasOnly(PasswordField)) return;
        var shown = await Service.ConfirmAsync(actor, Posted(PasswordField), Aborted);
        Error = shown.Error;
        if (shown.Succeeded) Go(Destination);
    }
}
