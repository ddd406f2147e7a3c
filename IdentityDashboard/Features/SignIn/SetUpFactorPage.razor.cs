using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Whoever needs a second factor and has none sets one up before anything else opens (S79).</summary>
public sealed partial class SetUpFactorPage
{
    private const string SetupField = "setup";
    private const string AppWay = "app";

    private Actor? actor;
    private AuthenticatorSetup? setup;
    private IReadOnlyList<string>? codes;

    [SupplyParameterFromQuery(Name = "with")] public string? Way { get; set; }

    [Inject] private AuthenticatorService Authenticators { get; set; } = default!;
    [Inject] private PasskeyService Passkeys { get; set; } = default!;

    private string Here => SignInStepPages.EnrolFactor + BackQuery;

    private string WithApp => $"{SignInStepPages.EnrolFactor}?with={AppWay}{BackQuery.Replace('?', '&')}";

    protected override async Task OnInitializedAsync()
    {
        if (SessionClaims.Of(Http.User) is null) Go("/sign-in" + BackQuery);
        else if (Http.User.NextStep() is null) Go(Destination);
        else if (MayAct(SignInStep.EnrolFactor) && FactorSession.At(Http, SignInStep.EnrolFactor) is { } person)
        {
            actor = person;
            if (Way == AppWay) await BeginAsync();
        }
    }

    /// <summary>After a wrong code the same secret is shown again: it is in the app already.</summary>
    private async Task BeginAsync()
    {
        var begun = await Authenticators.BeginAsync(actor!, Aborted, Posted(SetupField));
        setup = begun.Succeeded ? begun.Value : null;
        Error = begun.Error;
    }

    private async Task ConfirmAsync()
    {
        if (actor is null || !HasOnly(SetupField, FactorErrors.CodeField)) return;
        Take(await Authenticators.ConfirmAsync(actor, Posted(SetupField), Posted(FactorErrors.CodeField), Aborted));
    }

    private async Task AddPasskeyAsync()
    {
        if (actor is null || !HasOnly(PasskeyForm.StateField, PasskeyForm.CredentialField, PasskeyForm.NameField)) return;
        Take(await Passkeys.AddAsync(actor, Posted(PasskeyForm.StateField), Posted(PasskeyForm.CredentialField), Posted(PasskeyForm.NameField), Aborted));
    }

    private void Take(Result<IReadOnlyList<string>> added)
    {
        Error = added.Error;
        codes = added.Succeeded ? added.Value : null;
    }
}
