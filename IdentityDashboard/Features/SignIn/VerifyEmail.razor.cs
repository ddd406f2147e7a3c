using IdentityDashboard.Features.Credentials.Verification;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Waits until the address is verified in whatever browser the mail is read; then it leads on (S75, S77).</summary>
public sealed partial class VerifyEmail
{
    private VerificationStanding? standing;
    private bool sent;
    private bool waiting;

    /// <summary>Came back from here without having verified.</summary>
    [SupplyParameterFromQuery(Name = "waiting")] public bool Waited { get; set; }

    [Inject] private EmailVerifications Verifications { get; set; } = default!;

    private string Onward => $"{SignInStepPages.VerifyEmail}?waiting=true{(Destination == "/" ? "" : $"&returnUrl={Uri.EscapeDataString(Destination)}")}";

    protected override async Task OnInitializedAsync()
    {
        if (SessionService.IdOf(Http.User) is not { } id || SessionService.AccountOf(Http.User) is not { } account)
        {
            Go("/sign-in?returnUrl=%2Fverify-email");
            return;
        }

        if (!MayAct(SignInStep.VerifyEmail)) return;
        var found = await Verifications.BeginAsync(account, id, mails: !IsPost, Ip, Aborted);
        if (found is null) Go("/sign-in");
        else if (found.Verified) Go(Destination);
        else (standing, waiting) = (found, Waited);
    }

    private async Task SendAgainAsync()
    {
        if (standing is null || !HasOnly() || SessionService.IdOf(Http.User) is not { } id || SessionService.AccountOf(Http.User) is not { } account) return;
        var again = await Verifications.SendAgainAsync(account, id, Ip, Aborted);
        (sent, Error) = (again.Succeeded, again.Error);
    }
}
