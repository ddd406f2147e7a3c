using System.Globalization;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Protection;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Workspace.Branding;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>What an invitation's link opens. Opening it spends nothing (A9); the forms do.</summary>
public sealed partial class Accept
{
    private enum Guest
    {
        New,
        Known,
        KnownSignedOut,
        SomebodyElse,
    }

    private OpenedInvitation? opened;
    private BrandView? brand;
    private PasswordPolicy policy = PasswordPolicy.Default;

    [Parameter] public string? Token { get; set; }

    [Inject] private Acceptance Invitations { get; set; } = default!;
    [Inject] private BrandService Brands { get; set; } = default!;
    [Inject] private PasswordPolicies Policies { get; set; } = default!;
    [Inject] private KnownBrowsers Browsers { get; set; } = default!;
    [Inject] private SessionService Sessions { get; set; } = default!;

    private Guid? SignedInAs => SessionService.IdOf(Http.User);

    private Guest Standing => (opened!.ExistingIdentityId, SignedInAs) switch
    {
        (null, null) => Guest.New,
        (not null, null) => Guest.KnownSignedOut,
        var (invited, here) => invited == here ? Guest.Known : Guest.SomebodyElse,
    };

    private string FirstName => IsPost ? Posted("first_name") : opened!.FirstName;

    private string LastName => IsPost ? Posted("last_name") : opened!.LastName;

    private string Inviter => opened!.InviterEmail is { } address ? $"{opened.InviterName}, {address}" : opened.InviterName;

    private string Until => opened!.ExpiresAt.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private string Here => $"/invitations/accept/{Token}";

    private string SignInFirst => $"{SignInPage.Path(opened!.AccountSlug)}?returnUrl={Uri.EscapeDataString(Here)}";

    protected override async Task OnInitializedAsync()
    {
        if (Http.User.NextStep() is { } step)
        {
            Go($"{SignInStepPages.PathOf(step)}?returnUrl={Uri.EscapeDataString(Here)}");
            return;
        }

        var found = await Invitations.OpenAsync(Token, Aborted);
        opened = found.Succeeded ? found.Value : null;
        if (opened is not null) brand = await Brands.ReadAsync(opened.AccountId, Aborted);
        if (opened is not null) policy = await Policies.OfAsync(opened.AccountId, Aborted);
    }

    private async Task AcceptAsync()
    {
        if (opened is null || !HasOnly("first_name", "last_name", "password", "confirm")) return;
        if (PasswordPolicy.ConfirmProblem(Posted("password"), Posted("confirm")) is { } differ)
        {
            Error = Error.Field("validation_failed", 422, "confirm", differ);
            return;
        }

        await SubmitAsync(new AcceptForm(Posted("first_name"), Posted("last_name"), Posted("password"), SignedInAs, Ip));
    }

    /// <summary>For somebody who is here already: nothing to fill in, and the password stays untouched (A6).</summary>
    private Task JoinAsync() =>
        opened is null || !HasOnly() ? Task.CompletedTask : SubmitAsync(new AcceptForm(opened.FirstName, opened.LastName, null, SignedInAs, Ip));

    private async Task SubmitAsync(AcceptForm form)
    {
        var accepted = await Invitations.AcceptAsync(Token, form, Aborted);
        if (accepted.Succeeded)
        {
            if (SignedInAs is null)
            {
                await BrowserCookie.RememberAsync(Http, Browsers, accepted.Value.IdentityId, Aborted);
                await Sessions.StartAsync(Http, accepted.Value.IdentityId, SignInMethod.Invitation, secondFactor: false, Aborted);
            }

            Go("/");
            return;
        }

        Error = accepted.Error;
        if (Error == InvitationErrors.Invalid) opened = null;
    }

    private async Task SwitchAsync()
    {
        if (!HasOnly()) return;
        await Sessions.EndAsync(Http, Aborted);
        Go(Here);
    }
}
