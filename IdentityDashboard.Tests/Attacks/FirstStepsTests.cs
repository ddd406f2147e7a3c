using System.Net;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>The steps of a first sign-in can't be walked around, and come in their order.</summary>
public sealed class FirstStepsTests
{
    private const string SecondFactor = "/sign-in/second-factor";
    private const string ChangePassword = "/change-password";
    private const string VerifyEmail = "/verify-email";
    private const string EnrolFactor = "/sign-in/set-up-factor";

    private static readonly string[] Pages = ["/", "/account", "/account?tab=sessions", "/access/identities", "/tenant/identities", "/settings", "/my-access", "/audit", "/sign-in/again"];

    private static CancellationToken Ct => CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A17_S75_S77_S78_S79_Whatever_is_opened_leads_to_the_step_that_is_due_and_then_to_the_next(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email, mustChange: true);
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.TwoFactorEnabled, true), Ct));
        await PolicyAsync(app, account, p => (p.RequireVerifiedEmail, p.Mfa) = (true, MfaPolicy.Required));
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);

        await AssertLedAsync(visitor, SecondFactor);
        await app.QueryAsync(db => db.UserSessions.Where(s => s.IdentityId == person.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.SecondFactorAt, DateTimeOffset.UtcNow), Ct));
        await AssertLedAsync(visitor, ChangePassword);
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.MustChangePassword, false), Ct));
        await AssertLedAsync(visitor, VerifyEmail);
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.EmailConfirmed, true).SetProperty(i => i.TwoFactorEnabled, false), Ct));
        await AssertLedAsync(visitor, EnrolFactor);
        await PolicyAsync(app, account, p => p.Mfa = MfaPolicy.Optional);

        Assert.True(await visitor.IsInAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A17_Who_owes_a_second_factor_can_do_nothing_that_only_takes_a_session(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.TwoFactorEnabled, true), Ct));
        using var visitor = new Visitor(app);
        var signIn = await visitor.OpenAsync($"/a/{account.Slug}/sign-in");
        await visitor.SignInAsync(account, email, Given.Password);
        var token = Visitor.Token(await visitor.OpenAsync($"/a/{account.Slug}/forgot-password"));
        var before = await app.FindAsync(person.Id);

        var changed = await visitor.SendAsync(ChangePassword, "change-password", token, ("current_password", Given.Password), ("password", "another-kettle-52"), ("confirm", "another-kettle-52"));
        var everywhere = await visitor.SendAsync("/account/sign-out-everywhere", "", token);
        var again = await visitor.SendAsync("/sign-in/again", "again", token, ("current_password", Given.Password));
        var empty = await visitor.SendAsync(VerifyEmail, "verify-email", token);
        using var hub = await visitor.Client.PostAsync("/_blazor/negotiate?negotiateVersion=1", content: null, TestContext.Current.CancellationToken);
        var after = await app.FindAsync(person.Id);

        Assert.NotEmpty(signIn.Html);
        Assert.All([changed, everywhere, again], seen => Assert.StartsWith(SecondFactor, seen.Location, StringComparison.Ordinal));
        Assert.NotEqual(HttpStatusCode.InternalServerError, empty.Status);
        Assert.Equal(HttpStatusCode.Forbidden, hub.StatusCode);
        Assert.Equal((before!.PasswordHash, before.SecurityStamp), (after!.PasswordHash, after.SecurityStamp));
        await AssertLedAsync(visitor, SecondFactor);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A17_An_aged_password_and_a_policy_made_stricter_reach_a_session_that_is_open(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);
        var before = await visitor.IsInAsync();

        await app.QueryAsync(db => db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.PasswordChangedAt, DateTimeOffset.UtcNow.AddDays(-31)), Ct));
        await PolicyAsync(app, account, p => p.PasswordMaxAgeDays = 30);
        await AssertLedAsync(visitor, ChangePassword);
        await PolicyAsync(app, account, p => (p.PasswordMaxAgeDays, p.RequireVerifiedEmail) = (null, true));
        await AssertLedAsync(visitor, VerifyEmail);

        Assert.True(before);
    }

    private static async Task AssertLedAsync(Visitor visitor, string step)
    {
        foreach (var page in Pages)
        {
            var location = (await visitor.OpenAsync(page)).Location;
            Assert.True(location?.StartsWith(step, StringComparison.Ordinal), $"{page} led to {location}, not to {step}.");
        }
    }

    private static async Task PolicyAsync(TestApp app, TestAccount account, Action<SecurityPolicy> change) => Assert.Null(await app.QueryAsync(async db =>
    {
        var (policy, isNew) = await SecurityPolicies.EditAsync(db, account.Id, Ct);
        change(policy);
        return await SecurityPolicies.TrySaveAsync(db, policy, isNew, Ct);
    }));
}
