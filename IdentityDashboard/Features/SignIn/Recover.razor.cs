using IdentityDashboard.Features.Credentials.Recovery;
using IdentityDashboard.Features.Workspace;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Takes an administrator's code; the answer is the same for every address (A19).</summary>
public sealed partial class Recover
{
    private AccountDoor? account;

    [Parameter] public string? Slug { get; set; }

    [Inject] private AccountDirectory Accounts { get; set; } = default!;
    [Inject] private CodeRecovery Codes { get; set; } = default!;

    internal static string For(string? slug) => slug is null ? "/recover" : $"/a/{Uri.EscapeDataString(slug)}/recover";

    protected override async Task OnInitializedAsync()
    {
        account = await Accounts.FindAsync(Slug, Aborted);
        // The sign-in page asks for the organisation, or leads to the first run.
        if (account is null) Go(SignInPage.Path(Slug));
    }

    private async Task SubmitAsync()
    {
        if (account is null || !HasOnly(CodeRecovery.EmailField, CodeRecovery.CodeField)) return;
        var token = await Codes.RedeemAsync(account.Id, Posted(CodeRecovery.EmailField), Posted(CodeRecovery.CodeField), Ip, Aborted);
        Error = token.Error;
        if (token.Succeeded) Go($"/reset-password/{token.Value}");
    }
}
