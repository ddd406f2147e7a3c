using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Protection;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Sets a password through a link. Opening the page spends nothing; only the form does.</summary>
public sealed partial class ResetPassword
{
    private const string PasswordField = "password";
    private const string ConfirmField = "confirm";

    private OpenedRecovery? opened;
    private PasswordPolicy policy = PasswordPolicy.Default;

    [Parameter] public string? Token { get; set; }

    [Inject] private PasswordReset Passwords { get; set; } = default!;
    [Inject] private PasswordPolicies Policies { get; set; } = default!;
    [Inject] private KnownBrowsers Browsers { get; set; } = default!;
    [Inject] private SessionService Sessions { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        var found = await Passwords.OpenAsync(Token, Aborted);
        opened = found.Succeeded ? found.Value : null;
        if (opened is not null) policy = await Policies.OfAsync(opened.AccountId, Aborted);
    }

    private async Task SubmitAsync()
    {
        if (opened is null || !HasOnly(PasswordField, ConfirmField)) return;
        if (PasswordPolicy.ConfirmProblem(Posted(PasswordField), Posted(ConfirmField)) is { } differ)
        {
            Error = Error.Field("validation_failed", 422, ConfirmField, differ);
            return;
        }

        var person = await Passwords.SetAsync(Token, Posted(PasswordField), Ip, Aborted);
        if (person.Succeeded)
        {
            await BrowserCookie.RememberAsync(Http, Browsers, person.Value, Aborted);
            await Sessions.StartAsync(Http, person.Value, SignInMethod.Link, secondFactor: false, Aborted);
            Go("/");
        }
        else if (person.Error!.Fields is null)
        {
            opened = null;
        }

        Error = person.Error;
    }
}
