using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Workspace;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Asks for a link by mail; the answer is the same for every address (A19).</summary>
public sealed partial class ForgotPassword
{
    private const string EmailField = "email";

    private AccountDoor? account;
    private bool sent;

    [Parameter] public string? Slug { get; set; }

    [Inject] private AccountDirectory Accounts { get; set; } = default!;
    [Inject] private PasswordReset Passwords { get; set; } = default!;

    internal static string For(string? slug) => slug is null ? "/forgot-password" : $"/a/{Uri.EscapeDataString(slug)}/forgot-password";

    protected override async Task OnInitializedAsync()
    {
        account = await Accounts.FindAsync(Slug, Aborted);
        // The sign-in page asks for the organisation, or leads to the first run.
        if (account is null) Go(SignInPage.Path(Slug));
    }

    private async Task SubmitAsync()
    {
        if (account is null || !HasOnly(EmailField)) return;
        var asked = await Passwords.RequestAsync(account.Id, Posted(EmailField), Ip, Aborted);
        sent = asked.Succeeded;
        Error = asked.Error;
        // Several addresses in one field are an attempt to redirect the mail (A15).
        if (!sent && Posted(EmailField).AsSpan().ContainsAny(',', ';')) Http.Response.StatusCode = StatusCodes.Status400BadRequest;
    }
}
