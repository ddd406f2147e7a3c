using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Protection;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>One's own password: by choice, or because the one given has to be replaced before anything else opens.</summary>
public sealed partial class ChangePassword
{
    private const string CurrentField = "current_password";
    private const string PasswordField = "password";
    private const string ConfirmField = "confirm";

    private PasswordChangeView? view;
    private PasswordPolicy policy = PasswordPolicy.Default;
    private Guid accountId;
    private Guid identityId;

    [Inject] private PasswordChange Passwords { get; set; } = default!;
    [Inject] private PasswordPolicies Policies { get; set; } = default!;
    [Inject] private KnownBrowsers Browsers { get; set; } = default!;
    [Inject] private SessionService Sessions { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (SessionService.IdOf(Http.User) is not { } id || SessionService.AccountOf(Http.User) is not { } account)
        {
            Go("/sign-in?returnUrl=%2Fchange-password");
            return;
        }

        if (!MayAct(SignInStep.ChangePassword)) return;
        (accountId, identityId) = (account, id);
        policy = await Policies.OfAsync(accountId, Aborted);
        var found = await Passwords.OpenAsync(accountId, identityId, Aborted);
        if (found.Succeeded) view = found.Value;
        else Go("/sign-in");
    }

    private async Task SubmitAsync()
    {
        if (view is null || !HasOnly(CurrentField, PasswordField, ConfirmField)) return;
        if (PasswordPolicy.ConfirmProblem(Posted(PasswordField), Posted(ConfirmField)) is { } differ)
        {
            Error = Error.Field("validation_failed", 422, ConfirmField, differ);
            return;
        }

        var changed = await Passwords.ChangeAsync(accountId, identityId, Posted(CurrentField), Posted(PasswordField), Ip, Aborted);
        Error = changed.Error;
        if (!changed.Succeeded) return;
        await BrowserCookie.RememberAsync(Http, Browsers, identityId, Aborted);
        await Sessions.RenewAsync(Http, Aborted);
        Go(Destination == "/" && !view.IsForced ? "/account" : Destination);
    }
}
