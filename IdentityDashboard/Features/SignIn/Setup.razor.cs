using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Features.Workspace.FirstRun;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.SignIn;

/// <summary>The first account, made by whoever can read the server's log. Gone once there is one.</summary>
public sealed partial class Setup
{
    [Inject] private AccountDirectory Accounts { get; set; } = default!;
    [Inject] private FirstRunService FirstRun { get; set; } = default!;
    [Inject] private SessionService Sessions { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        if (!IsPost && await Accounts.AnyAsync(Aborted)) Go("/");
    }

    private async Task SubmitAsync()
    {
        if (!HasOnly("setup_token", "account_name", "email", "first_name", "last_name", "password")) return;
        var wanted = new NewAccount(Posted("account_name"), Posted("email"), Posted("first_name"), Posted("last_name"), Posted("password"));
        var made = await FirstRun.CreateAsync(Posted("setup_token"), wanted, Ip, Aborted);
        Error = made.Error;
        if (made.Error == FirstRunErrors.Done) Go("/sign-in");
        if (!made.Succeeded) return;
        await Sessions.StartAsync(Http, made.Value.AdministratorId, SignInMethod.Password, secondFactor: false, Aborted);
        Go("/?guide=1");
    }
}
