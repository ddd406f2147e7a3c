using IdentityDashboard.Features.Credentials.Verification;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>What the link in a verification mail opens: looking spends nothing, so that scanners don't (A9); the button does.</summary>
public sealed partial class ConfirmEmail
{
    private OpenedVerification? opened;
    private bool done;

    [Parameter] public string? Token { get; set; }

    [Inject] private EmailVerifications Verifications { get; set; } = default!;
    [Inject] private SessionService Sessions { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        var found = await Verifications.OpenAsync(Token, Aborted);
        opened = found.Succeeded ? found.Value : null;
    }

    private async Task SubmitAsync()
    {
        if (opened is null || !HasOnly()) return;
        var confirmed = await Verifications.ConfirmAsync(Token, Ip, Aborted);
        (done, Error) = (confirmed.Succeeded, confirmed.Error);
        if (Error == Credentials.CredentialErrors.LinkInvalid) opened = null;
        // Of all their sessions the one that confirmed goes on.
        if (done && opened!.IsChange && SessionService.IdOf(Http.User) == opened.IdentityId) await Sessions.RenewAsync(Http, Aborted);
    }
}
