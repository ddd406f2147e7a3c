using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Credentials.Policy;

/// <summary>What an Owner has decided before a test begins.</summary>
internal static class PolicyWorld
{
    public static async Task<PasswordRulesForm> RulesAsync(this TestApp app, TestAccount account) =>
        PasswordRulesForm.Of((await app.Service<SecurityPolicyService>().GetAsync(account.Admin, CancellationToken.None)).Value);

    public static async Task<Result> DecideAsync(this TestApp app, TestAccount account, Func<PasswordRulesForm, PasswordRulesForm> change)
    {
        var saved = await app.Service<SecurityPolicyService>().SavePasswordsAsync(account.Admin, change(await app.RulesAsync(account)), CancellationToken.None);
        Assert.True(saved.Succeeded, saved.Error?.Message);
        return saved;
    }

    /// <summary>Twelve characters of every kind.</summary>
    public static Task<Result> DecideStrictAsync(this TestApp app, TestAccount account) =>
        app.DecideAsync(account, rules => rules with { MinLength = "12", Lower = true, Upper = true, Digit = true, Symbol = true });
}
