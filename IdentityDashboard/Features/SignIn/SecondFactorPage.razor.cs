using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>After the password: a code, a passkey, or a recovery code. Nothing else of theirs opens before (A17, A26).</summary>
public sealed partial class SecondFactorPage
{
    private const string RecoveryWay = "recovery";

    private Actor? actor;
    private FactorList? held;

    [SupplyParameterFromQuery(Name = "with")] public string? Way { get; set; }

    [Inject] private FactorOverview Factors { get; set; } = default!;
    [Inject] private SecondFactor Codes { get; set; } = default!;
    [Inject] private PasskeySignIn Passkeys { get; set; } = default!;
    [Inject] private SessionService Sessions { get; set; } = default!;

    private bool UsesRecovery => Way == RecoveryWay;

    private string Here => SignInStepPages.SecondFactor + BackQuery;

    private string Recovery => $"{SignInStepPages.SecondFactor}?with={RecoveryWay}{BackQuery.Replace('?', '&')}";

    private string Asked => UsesRecovery ? "Use one of the codes you kept." : held!.Authenticator is null ? "Show your passkey to go on." : "One more step shows that it’s you.";

    protected override async Task OnInitializedAsync()
    {
        if (SessionClaims.Of(Http.User) is null) Go("/sign-in" + BackQuery);
        else if (Http.User.NextStep() is null) Go(Destination);
        else if (MayAct(SignInStep.SecondFactor) && FactorSession.At(Http, SignInStep.SecondFactor) is { } person)
        {
            actor = person;
            var found = await Factors.GetAsync(person, Aborted);
            held = found.Succeeded ? found.Value.List : null;
        }
    }

    private async Task PassAsync()
    {
        if (actor is null || !HasOnly(FactorErrors.CodeField)) return;
        await GoOnAsync(await Codes.PassCodeAsync(actor, Posted(FactorErrors.CodeField), Aborted));
    }

    private async Task RecoverAsync()
    {
        if (actor is null || !HasOnly(FactorErrors.RecoveryField)) return;
        await GoOnAsync(await Codes.PassRecoveryCodeAsync(actor, Posted(FactorErrors.RecoveryField), Aborted));
    }

    private async Task ShowPasskeyAsync()
    {
        if (actor is null || !HasOnly(PasskeyForm.StateField, PasskeyForm.CredentialField)) return;
        await GoOnAsync(await Passkeys.PassAsync(actor, Posted(PasskeyForm.StateField), Posted(PasskeyForm.CredentialField), Aborted));
    }

    private async Task GoOnAsync(Result passed)
    {
        Error = passed.Error;
        if (!passed.Succeeded) return;
        await Sessions.PassSecondFactorAsync(Http, Aborted);
        Go(Destination);
    }
}
