using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>Second factors and passkeys as people use them.</summary>
public sealed class TwoStepTests
{
    private const float Patience = 30_000;

    [Theory, InlineData(1280, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task An_authenticator_app_is_set_up_and_asked_for_and_a_recovery_code_stands_in(int width, ColorScheme colours)
    {
        // Its own: with one account, signing out leads to its sign-in page.
        await using var app = await TestApp.StartAsync();
        var account = await app.AccountAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions(width, 844, colours));

        await browser.DoAsync(async page =>
        {
            await SignInAsync(page, account);
            await page.Button("Set up authenticator app").ClickAsync();
            var dialog = page.OpenDialog("Set up authenticator app");
            await dialog.Button("Confirm").ClickAsync();
            await Expect(dialog.GetByText("Enter the six digits your authenticator app shows.")).ToBeVisibleAsync();
            await Expect(dialog.Field("Code")).ToBeFocusedAsync();
            await Expect(dialog.GetByRole(AriaRole.Img, new() { Name = "QR code for your authenticator app" })).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            var phone = new PhoneApp(await dialog.Locator("[data-factor-key]").InnerTextAsync(), first: 0);
            await dialog.Field("Code").FillAsync(phone.Next());
            await dialog.Button("Confirm").ClickAsync();
            var kept = page.OpenDialog("Keep your recovery codes");
            await Expect(kept.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(10);
            var codes = await kept.GetByRole(AriaRole.Listitem).AllInnerTextsAsync();
            await Axe.AssertAccessibleAsync(page);
            var download = await page.RunAndWaitForDownloadAsync(() => kept.Button("Download").ClickAsync());
            Assert.Contains(codes[9], await File.ReadAllTextAsync(await download.PathAsync()), StringComparison.Ordinal);
            await kept.Button("Done").ClickAsync();
            await Expect(page.GetByText("10 are left.")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);

            await SignOutAsync(page);
            await page.SignInAsync(account.AdminEmail, path: $"/a/{account.Slug}/sign-in?returnUrl=%2Faccount%3Ftab%3Dsecurity");
            await Expect(page.Heading("Two-step sign-in")).ToBeVisibleAsync();
            await Expect(page.Field("Code")).ToBeFocusedAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.Button("Continue").ClickAsync();
            await Expect(page.GetByText("Enter the six digits your authenticator app shows.")).ToBeVisibleAsync();
            await page.Field("Code").FillAsync(phone.Next());
            await page.Button("Continue").ClickAsync();
            await Expect(page.Heading("My account")).ToBeVisibleAsync(new() { Timeout = Patience });

            await SignOutAsync(page);
            await page.SignInAsync(account.AdminEmail, path: $"/a/{account.Slug}/sign-in?returnUrl=%2Faccount%3Ftab%3Dsecurity");
            await page.Link("Use a recovery code").ClickAsync();
            await page.Field("Recovery code").FillAsync(codes[0]);
            await Axe.AssertAccessibleAsync(page);
            await page.Button("Continue").ClickAsync();
            await Expect(page.GetByText("9 are left.")).ToBeVisibleAsync(new() { Timeout = Patience });
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task A_passkey_is_added_signs_in_alone_and_is_the_second_factor()
    {
        await using var app = await TestApp.StartAsync();
        var account = await app.AccountAsync();
        var home = app.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        app.Service<IOptions<PublicUrlOptions>>().Value.Base = home;
        await using var browser = await Support.Browser.NewPageAsync(home);

        await browser.DoAsync(async page =>
        {
            await AuthenticatorAsync(page);
            await SignInAsync(page, account);
            await page.Button("Add a passkey").ClickAsync();
            await page.OpenDialog("Keep your recovery codes").Button("Done").ClickAsync();
            var held = page.GetByRole(AriaRole.List, new() { Name = "Passkeys" }).GetByRole(AriaRole.Listitem);
            await Expect(held).ToContainTextAsync("Chrome on Linux");
            await held.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
            await page.OpenDialog("Rename passkey").Field("Name").FillAsync("Work laptop");
            await page.OpenDialog("Rename passkey").Button("Rename").ClickAsync();
            await Expect(held).ToContainTextAsync("Work laptop");
            await page.Button("Add a passkey").ClickAsync();
            await Expect(page.GetByText("This device has a passkey for you already.")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);

            await SignOutAsync(page);
            await page.GotoAsync("/sign-in?returnUrl=%2Faccount%3Ftab%3Dsecurity");
            await Axe.AssertAccessibleAsync(page);
            await page.Button("Sign in with a passkey").ClickAsync();
            await Expect(page.Heading("My account")).ToBeVisibleAsync(new() { Timeout = Patience });

            await SignOutAsync(page);
            await page.SignInAsync(account.AdminEmail, path: "/sign-in?returnUrl=%2Faccount%3Ftab%3Dsecurity");
            await Expect(page.Field("Code")).ToHaveCountAsync(0);
            await page.Button("Use a passkey").ClickAsync();
            await Expect(page.Heading("My account")).ToBeVisibleAsync(new() { Timeout = Patience });

            await held.GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
            await page.OpenDialog("Remove Work laptop").Button("Remove").ClickAsync();
            await Expect(page.GetByText("You have none yet.")).ToBeVisibleAsync();
            await SignOutAsync(page);
            await page.GotoAsync("/sign-in");
            await page.Button("Sign in with a passkey").ClickAsync();
            await Expect(page.GetByText("This passkey doesn’t open an account here.")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task S101_The_policy_leads_its_Owner_to_a_factor_and_an_administrator_resets_one()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account, "Pat", "Lee");
        await app.EnrolAsync(person.As(account));
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await SignInAsync(page, account);
            await page.GotoAsync("/settings");
            var policy = page.GetByRole(AriaRole.Region, new() { Name = "Multi-factor authentication" });
            await policy.GetByRole(AriaRole.Radio, new() { Name = "Required Everybody" }).CheckAsync();
            await Expect(policy.GetByText("1 active person has none and sets one up before anything else opens.")).ToBeVisibleAsync();
            await Expect(policy.GetByText("You have no second factor yourself")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            await policy.Button("Save").ClickAsync();
            await Expect(page.GetByText("Multi-factor authentication saved")).ToBeVisibleAsync();

            await page.GotoAsync($"/identities/{person.Id}?tab=security");
            await Expect(page.Heading("Set up two-step sign-in")).ToBeVisibleAsync(new() { Timeout = Patience });
            await Axe.AssertAccessibleAsync(page);
            await page.Link("Use an authenticator app").ClickAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.Field("Code").FillAsync(new PhoneApp(await page.Locator("[data-factor-key]").InnerTextAsync(), first: 0).Next());
            await page.Button("Confirm").ClickAsync();
            await Expect(page.Heading("Keep your recovery codes")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.Link("Continue").ClickAsync();

            var factors = page.GetByRole(AriaRole.Region, new() { Name = "Two-step sign-in" });
            await Expect(factors.GetByText("10 left")).ToBeVisibleAsync(new() { Timeout = Patience });
            await Axe.AssertAccessibleAsync(page);
            await factors.Button("Reset MFA").ClickAsync();
            var dialog = page.OpenDialog("Reset MFA of Pat Lee");
            await Expect(dialog.GetByText("Their authenticator app stops working")).ToBeVisibleAsync();
            await dialog.Button("Reset MFA").ClickAsync();
            await Expect(factors.GetByRole(AriaRole.Switch, new() { Name = "Force MFA enrolment" })).ToBeVisibleAsync();
            await factors.GetByRole(AriaRole.Switch, new() { Name = "Force MFA enrolment" }).CheckAsync();
            await Expect(page.GetByText("Pat Lee sets up a second factor next")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
        Assert.True((await app.FindAsync(person.Id))!.RequireMfaEnrolment);
    }

    private static async Task SignInAsync(IPage page, TestAccount account)
    {
        await page.SignInAsync(account.AdminEmail, path: $"/a/{account.Slug}/sign-in?returnUrl=%2Faccount%3Ftab%3Dsecurity");
        await page.Heading("My account").WaitForAsync(new() { Timeout = Patience });
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/sign-in", new() { Timeout = Patience });
    }

    /// <summary>A built-in authenticator that is always present and knows its user.</summary>
    private static async Task AuthenticatorAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
