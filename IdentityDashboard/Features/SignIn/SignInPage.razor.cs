using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Protection;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Email first, then the password. The first step looks nothing up, so that it can't tell who is here (A19).</summary>
public sealed partial class SignInPage
{
    private const string EmailField = "email";
    private const string PasswordField = "password";
    private const string OrganisationField = "organisation";

    private AccountDoor? account;
    private string email = "";
    private bool asksPassword;

    [Parameter] public string? Slug { get; set; }

    [SupplyParameterFromQuery(Name = "ended")] public string? Ended { get; set; }

    [Inject] private AccountDirectory Accounts { get; set; } = default!;
    [Inject] private PasswordSignIn Passwords { get; set; } = default!;
    [Inject] private KnownBrowsers Browsers { get; set; } = default!;
    [Inject] private PasskeySignIn Passkeys { get; set; } = default!;
    [Inject] private SessionService Sessions { get; set; } = default!;

    private string Here => Path(Slug) + BackQuery;

    internal static string Path(string? slug) => slug is null ? "/sign-in" : $"/a/{Uri.EscapeDataString(slug)}/sign-in";

    protected override async Task OnInitializedAsync()
    {
        account = await Accounts.FindAsync(Slug, Aborted);
        if (account is null && !await Accounts.AnyAsync(Aborted)) Go("/setup");
        else if (account is null && Slug is not null && !IsPost) Error = UnknownOrganisation(Slug);
        else if (!IsPost && Http.User.Identity?.IsAuthenticated == true) Go(Destination);
        email = Posted(EmailField).Trim();
    }

    private async Task ChooseAsync()
    {
        if (!HasOnly(OrganisationField)) return;
        var chosen = Posted(OrganisationField).Trim();
        if (chosen.Length == 0) Error = Error.Field("validation_failed", 422, OrganisationField, "Enter your organisation’s short name.");
        else if (await Accounts.FindAsync(chosen, Aborted) is { } found) Go(Path(found.Slug) + BackQuery);
        else Error = UnknownOrganisation(chosen);
    }

    private async Task SubmitAsync()
    {
        if (account is null || !HasOnly(EmailField, PasswordField)) return;
        if (!EmailAddress.TryParse(email, out _, out var problem))
        {
            Error = Error.Field("validation_failed", 422, EmailField, problem);
            return;
        }

        asksPassword = true;
        if (!Http.Request.Form.ContainsKey(PasswordField)) return;
        var person = await Passwords.CheckAsync(account.Id, email, Posted(PasswordField), new SignInOrigin(Ip, BrowserCookie.Of(Http)), Aborted);
        if (!person.Succeeded)
        {
            Error = person.Error;
            return;
        }

        await BrowserCookie.RememberAsync(Http, Browsers, person.Value, Aborted);
        await Sessions.StartAsync(Http, person.Value, SignInMethod.Password, secondFactor: false, Aborted);
        Go(Destination);
    }

    /// <summary>Alone enough: a passkey verifies its user, so it is both factors.</summary>
    private async Task ShowPasskeyAsync()
    {
        if (account is null || !HasOnly(PasskeyForm.StateField, PasskeyForm.CredentialField)) return;
        var person = await Passkeys.SignInAsync(account.Id, Posted(PasskeyForm.StateField), Posted(PasskeyForm.CredentialField), Ip, Aborted);
        Error = person.Error;
        if (!person.Succeeded) return;
        await Sessions.StartAsync(Http, person.Value, SignInMethod.Passkey, secondFactor: true, Aborted);
        Go(Destination);
    }

    private static Error UnknownOrganisation(string slug) => Error.Field("not_found", 404, OrganisationField, $"There is no organisation “{slug}” here. Check its short name.");
}
