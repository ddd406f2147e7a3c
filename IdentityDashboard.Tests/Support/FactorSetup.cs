using System.Text.Json;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Support;

/// <summary>People with factors, and how they show them over HTTP.</summary>
internal static class FactorSetup
{
    public const string SecondFactor = "/sign-in/second-factor";

    /// <summary>The person sets an authenticator app up.</summary>
    public static async Task<(PhoneApp Phone, IReadOnlyList<string> Codes)> EnrolAsync(this TestApp app, Actor person, TimeProvider? clock = null)
    {
        var service = app.Service<AuthenticatorService>();
        var begun = (await service.BeginAsync(person, CancellationToken.None)).Value;
        var phone = new PhoneApp(begun.Key, clock);
        return (phone, (await service.ConfirmAsync(person, begun.Setup, phone.Next(), CancellationToken.None)).Value);
    }

    public static async Task<SoftPasskey> PasskeyAsync(this TestApp app, Actor person, string name = "Laptop", uint counter = 1)
    {
        var passkey = new SoftPasskey(app.Service<Microsoft.Extensions.Options.IOptions<PublicUrlOptions>>().Value.Base) { Counter = counter };
        var service = app.Service<PasskeyService>();
        var begun = (await service.BeginAsync(person, CancellationToken.None)).Value;
        var added = await service.AddAsync(person, begun.State, passkey.Create(begun.Options), name, CancellationToken.None);
        Assert.Null(added.Error);
        return passkey;
    }

    public static async Task PolicyAsync(this TestApp app, TestAccount account, MfaPolicy policy)
    {
        var service = app.Service<MfaPolicyService>();
        var view = (await service.GetAsync(account.Admin, CancellationToken.None)).Value;
        Assert.Null((await service.ChangeAsync(account.Admin, policy, view.Version, CancellationToken.None)).Error);
    }

    /// <summary>What the browser is asked at an address, as (options, state).</summary>
    public static async Task<(string Options, string State)> AskedAsync(this Visitor visitor, string path)
    {
        using var json = JsonDocument.Parse((await visitor.OpenAsync(path)).Html);
        return (json.RootElement.GetProperty("options").GetString()!, json.RootElement.GetProperty("state").GetString()!);
    }

    public static async Task<Seen> ShowPasskeyAsync(this Visitor visitor, SoftPasskey passkey, TestAccount account)
    {
        var (options, state) = await visitor.AskedAsync("/sign-in/passkey-options");
        return await visitor.FillAsync($"/a/{account.Slug}/sign-in", "passkey", ("state", state), ("credential", passkey.Get(options)));
    }

    public static Task<Seen> ShowCodeAsync(this Visitor visitor, string code) => visitor.FillAsync(SecondFactor, "code", ("code", code));

    public static Task<Seen> ShowRecoveryCodeAsync(this Visitor visitor, string code) => visitor.FillAsync($"{SecondFactor}?with=recovery", "recovery", ("recovery_code", code));

    public static Task<bool> IsMarkedAsync(this TestApp app, Guid person) => app.QueryAsync(db => db.Identities.Where(i => i.Id == person).Select(i => i.TwoFactorEnabled).SingleAsync());
}
