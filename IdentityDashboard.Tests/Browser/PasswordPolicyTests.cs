using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Tests.Features.Credentials.Policy;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Browser;

/// <summary>An account's rules for passwords, where an Owner sets them and where people meet them.</summary>
public sealed class PasswordPolicyTests
{
    private const string Strong = "Harbour-Lamp-27";

    [Fact]
    public async Task An_Owner_sets_the_rules_sees_whom_they_hit_and_what_NIST_asks()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await app.InvitationAsync(account, new NewInvitation(Given.Address()));
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync(account.AdminEmail, path: $"/a/{account.Slug}/sign-in?returnUrl=%2Fsettings");
            var section = page.GetByRole(AriaRole.Region, new() { Name = "Password policy" });
            await Assertions.Expect(section.Field("Minimum length")).ToHaveValueAsync("8");
            await Assertions.Expect(section.GetByText("asks for 15 characters where the password is the only factor")).ToBeVisibleAsync();
            await Assertions.Expect(section.GetByText("1 person has a password")).ToBeVisibleAsync();
            await Assertions.Expect(section.GetByText("1 invitation is pending")).ToBeVisibleAsync();
            await section.Field("Minimum length").FillAsync("90");
            await Assertions.Expect(section.GetByText("It shows once every field above makes sense.")).ToBeVisibleAsync();
            await section.Button("Save").ClickAsync();
            await Assertions.Expect(section.GetByText("Enter a number from 8 to the maximum, 64.")).ToBeVisibleAsync();
            await Assertions.Expect(section.Field("Minimum length")).ToBeFocusedAsync();

            await section.Field("Minimum length").FillAsync("15");
            await Assertions.Expect(section.GetByText("asks for 15 characters")).ToBeHiddenAsync();
            foreach (var name in new[] { "Lower-case letter", "Upper-case letter", "Digit", "Symbol" }) await section.GetByRole(AriaRole.Switch, new() { Name = name, Exact = true }).CheckAsync();
            await Assertions.Expect(section.GetByText("asks not to demand kinds of characters")).ToBeVisibleAsync();
            await section.Field("Remember former passwords").FillAsync("5");
            await section.Field("Change every (days)").FillAsync("90");
            await Assertions.Expect(section.GetByText("asks not to demand a change by the calendar")).ToBeVisibleAsync();
            await Assertions.Expect(section.GetByText("Nobody has to change it at the next sign-in because it is 90 days old or older.")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAtBothWidthsAsync(page);
            await section.Button("Save").ClickAsync();
            await Assertions.Expect(page.GetByText("Password policy saved")).ToBeVisibleAsync();

            await page.ReloadAsync();
            await Assertions.Expect(section.Field("Change every (days)")).ToHaveValueAsync("90");
            await Assertions.Expect(section.GetByRole(AriaRole.Switch, new() { Name = "Symbol", Exact = true })).ToBeCheckedAsync();
        });
        browser.AssertNoConsoleErrors();
        Assert.Equal(("15", "5"), ((await app.RulesAsync(account)).MinLength, (await app.RulesAsync(account)).History));
    }

    [Fact]
    public async Task What_another_Owner_saves_meanwhile_comes_in_or_asks_and_nothing_typed_is_lost()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync(account.AdminEmail, path: $"/a/{account.Slug}/sign-in?returnUrl=%2Fsettings");
            var section = page.GetByRole(AriaRole.Region, new() { Name = "Password policy" });
            await section.Field("Minimum length").FillAsync("16");
            // The server knows of it: what is typed while another's change is on its way to the screen is the framework's affair.
            await Assertions.Expect(section.GetByText("asks for 15 characters")).ToHaveCountAsync(0);
            await app.DecideAsync(account, rules => rules with { MinLength = "12", History = "3" });

            await Assertions.Expect(section.GetByText("Changed meanwhile by Nora Lindqvist")).ToBeVisibleAsync();
            await Assertions.Expect(section.Field("Minimum length")).ToHaveValueAsync("16");
            await Assertions.Expect(section.Field("Remember former passwords")).ToHaveValueAsync("3");
            await section.Button("Save").ClickAsync();
            await Assertions.Expect(section.GetByText("Choose first what stays: Minimum length.")).ToBeVisibleAsync();
            await section.GetByRole(AriaRole.Button, new() { Name = "Keep mine for Minimum length" }).ClickAsync();
            await section.Button("Save").ClickAsync();
            await Assertions.Expect(page.GetByText("Password policy saved")).ToBeVisibleAsync();
        });
        Assert.Equal(("16", "3"), ((await app.RulesAsync(account)).MinLength, (await app.RulesAsync(account)).History));
    }

    [Fact]
    public async Task U42_The_rules_of_the_account_tick_live_on_every_page_that_sets_a_password()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        await app.DecideStrictAsync(account);
        await app.DecideAsync(account, rules => rules with { History = "4" });
        var (_, invitation) = await app.InvitationAsync(account, new NewInvitation(Given.Address("new"), "Anita", "Singh"));
        var link = new Uri((await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, CancellationToken.None)).Value).AbsolutePath;
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await page.GotoAsync(invitation);
            await TickAsync(page, "Password");
            await page.GotoAsync(link);
            await TickAsync(page, "New password");
            await Assertions.Expect(page.GetByText("Common passwords are refused, the one you have, and the 4 before it.")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.SignInAsync(email, Given.Password, $"/a/{account.Slug}/sign-in?returnUrl=%2Fchange-password");
            await TickAsync(page, "New password");
            await page.Field("Current password").FillAsync(Given.Password);
            await page.Field("Confirm password").FillAsync(Strong);
            await page.Button("Change password").ClickAsync();
            await page.GetByRole(AriaRole.Heading, new() { Name = "My account" }).WaitForAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U42_U43_The_dialog_ticks_and_generates_by_the_rules_of_the_account()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await app.DecideStrictAsync(account);
        var policy = await app.Service<PasswordPolicies>().OfAsync(account.Id, CancellationToken.None);
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync(account.AdminEmail, path: $"/a/{account.Slug}/sign-in?returnUrl=%2Faccess%2Fidentities%3Fopen%3Dcreate");
            var dialog = page.OpenDialog("Create Identity");
            var rules = dialog.Locator(".rules");
            await dialog.Field("Initial password").FillAsync("sunshine");
            await Assertions.Expect(rules.GetByText("A lower-case letter (met)")).ToBeVisibleAsync();
            await Assertions.Expect(rules.GetByText("Not a common password (not met yet)")).ToBeVisibleAsync();
            await Assertions.Expect(rules.GetByText("12 to 64 characters (not met yet)")).ToBeVisibleAsync();
            await dialog.Button("Generate").ClickAsync();
            await Assertions.Expect(rules.Locator(".done")).ToHaveCountAsync(7);
            Assert.Null(policy.Problem(await dialog.Field("Initial password").InputValueAsync()));
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task A28_A_password_of_64_emoji_is_typed_and_signs_in_whole()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await app.DecideAsync(account, rules => rules with { MaxLength = "256" });
        var emoji = string.Concat(Enumerable.Range(0, 200).Select(i => char.ConvertFromUtf32(0x1F300 + i)));
        var (_, invitation) = await app.InvitationAsync(account, new NewInvitation(Given.Address(), "Pat", "Lee"));
        var short64 = emoji[..128];
        var email = Given.Address("two");
        await app.MemberAsync(account, email, short64);
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync(email, emoji[..126], $"/a/{account.Slug}/sign-in");
            await Assertions.Expect(page.GetByText("Email or password is not right.")).ToBeVisibleAsync();
            await page.SignInAsync(email, short64, $"/a/{account.Slug}/sign-in");
            await page.WaitForURLAsync($"{app.Url}/account");
            await page.Context.ClearCookiesAsync();
            await page.AcceptAsync(invitation, password: emoji);
        });
    }

    /// <summary>Length, the four classes and the names, as they are met one after the other.</summary>
    private static async Task TickAsync(IPage page, string field)
    {
        var done = page.Locator("[data-rule].done");
        await page.Field(field).FillAsync("a");
        await Assertions.Expect(done).ToHaveCountAsync(2);
        await page.Field(field).FillAsync("aB");
        await Assertions.Expect(done).ToHaveCountAsync(3);
        await page.Field(field).FillAsync("aB7");
        await Assertions.Expect(done).ToHaveCountAsync(4);
        await page.Field(field).FillAsync("aB7-");
        await Assertions.Expect(done).ToHaveCountAsync(5);
        await page.Field(field).FillAsync(Strong);
        await Assertions.Expect(done).ToHaveCountAsync(6);
    }
}
