using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>Ways back in, verified addresses and the end of a lock, as people go through them.</summary>
public sealed class RecoveryTests
{
    private const float Patience = 30_000;
    private const string Fresh = "silver-bridge-8";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(1280, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task S63_S71_A_code_shown_on_a_persons_page_lets_them_in_with_a_password_of_their_own(int width, ColorScheme colours)
    {
        var (app, account, person) = await StartAsync();
        await using var ours = await Support.Browser.NewPageAsync(app.Url, new PageOptions(width, 844, colours));
        await using var theirs = await Support.Browser.NewPageAsync(app.Url, new PageOptions(width, 844, colours));
        var code = "";

        await ours.DoAsync(async page =>
        {
            await page.SignInAsync(account.AdminEmail, path: $"/a/{account.Slug}/sign-in?returnUrl=%2Fidentities%2F{person.Id}%3Ftab%3Dsecurity");
            await page.Field("Works for").SelectOptionAsync(new SelectOptionValue { Label = "1 hour" }, new() { Timeout = Patience });
            await page.Button("Show link and code").ClickAsync();
            await Expect(page.Field($"Code for {person.FullName}")).ToBeVisibleAsync(new() { Timeout = Patience });
            await Axe.AssertAccessibleAsync(page);
            code = await page.Field($"Code for {person.FullName}").InputValueAsync();
        });
        await theirs.DoAsync(async page =>
        {
            await page.GotoAsync($"/a/{account.Slug}/sign-in");
            await page.Link("Can’t sign in?").ClickAsync();
            await page.Link("I have a code").ClickAsync();
            await Expect(page.Field("Email")).ToBeFocusedAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.Field("Email").FillAsync(person.Email);
            await page.Field("Code").FillAsync("12 34");
            await page.Button("Continue").ClickAsync();
            await Expect(page.GetByText("Enter the 6 digits of the code.")).ToBeVisibleAsync();
            await Expect(page.Field("Email")).ToHaveValueAsync(person.Email);
            await page.Field("Code").FillAsync($"{code[..3]} {code[3..]}");
            await page.Button("Continue").ClickAsync();
            await page.Field("New password").FillAsync(Fresh);
            await page.Field("Confirm password").FillAsync(Fresh);
            await page.Button("Set password").ClickAsync();
            await Expect(page.Heading("My account")).ToBeVisibleAsync(new() { Timeout = Patience });
        });
        ours.AssertNoConsoleErrors();
        theirs.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task A_locked_person_is_unlocked_on_their_page()
    {
        var (app, account, person) = await StartAsync();
        for (var n = 0; n < 5; n++) await app.Service<PasswordSignIn>().CheckAsync(account.Id, person.Email, "wrong-password-1", null, Ct);
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync(account.AdminEmail, path: $"/a/{account.Slug}/sign-in?returnUrl=%2Fidentities%2F{person.Id}%3Ftab%3Dsecurity");
            await Expect(page.GetByText("Locked until")).ToBeVisibleAsync(new() { Timeout = Patience });
            await Axe.AssertAccessibleAsync(page);
            await page.Button("Unlock").ClickAsync();
            await Expect(page.GetByText($"{person.FullName} can try again")).ToBeVisibleAsync(new() { Timeout = Patience });
            await Expect(page.GetByText("Locked until")).ToHaveCountAsync(0, new() { Timeout = Patience });
        });
        browser.AssertNoConsoleErrors();
        Assert.True((await app.Service<PasswordSignIn>().CheckAsync(account.Id, person.Email, Given.Password, null, Ct)).Succeeded);
    }

    [Theory, InlineData(1280, ColorScheme.Dark), InlineData(390, ColorScheme.Light)]
    public async Task S77_Where_addresses_must_be_verified_the_mailed_button_opens_the_page_that_was_wanted(int width, ColorScheme colours)
    {
        var (app, account, person) = await StartAsync();
        await app.Service<EmailPolicyService>().SetAsync(account.Admin, required: true, Ct);
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions(width, 844, colours));
        await using var phone = await Support.Browser.NewPageAsync(app.Url, new PageOptions(390, 844, colours));

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync(person.Email, Given.Password, $"/a/{account.Slug}/sign-in?returnUrl=%2Faccount%3Ftab%3Dsessions");
            await Expect(page.Heading("Verify your email")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.Link("Continue").ClickAsync();
            await Expect(page.GetByText("Not verified yet.")).ToBeVisibleAsync();
            await page.Button("Send again").ClickAsync();
            await Expect(page.GetByText("A new link is on its way.")).ToBeVisibleAsync();
        });
        var token = await IdentityDashboard.Tests.Features.Credentials.EmailVerificationTests.TokenAsync(app, person.Email, 2);
        await phone.DoAsync(async page =>
        {
            await page.GotoAsync($"/verify-email/{token}");
            await Axe.AssertAccessibleAsync(page);
            await page.Button("Verify my email").ClickAsync();
            await Expect(page.Heading("Your email is verified")).ToBeVisibleAsync();
        });
        await browser.DoAsync(async page =>
        {
            await page.Link("Continue").ClickAsync();
            await Expect(page.Heading("My account")).ToBeVisibleAsync(new() { Timeout = Patience });
            Assert.EndsWith("/account?tab=sessions", page.Url, StringComparison.Ordinal);
        });
        browser.AssertNoConsoleErrors();
        phone.AssertNoConsoleErrors();
    }

    [Theory, InlineData(1280, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task Somebody_changes_their_name_and_their_address_on_My_account(int width, ColorScheme colours)
    {
        var (app, account, person) = await StartAsync();
        var wanted = Given.Address("new");
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions(width, 844, colours));

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync(person.Email, Given.Password, $"/a/{account.Slug}/sign-in?returnUrl=%2Faccount");
            await page.Field("First name").FillAsync("", new() { Timeout = Patience });
            await page.Button("Save").ClickAsync();
            await Expect(page.Field("First name")).ToBeFocusedAsync();
            await page.Field("First name").FillAsync("Patricia");
            await page.Button("Save").ClickAsync();
            await Expect(page.GetByText("Your details are saved")).ToBeVisibleAsync(new() { Timeout = Patience });
            await page.Button("Change email").ClickAsync();
            await page.Field("New email").FillAsync(wanted);
            await Axe.AssertAccessibleAsync(page);
            await page.Button("Send link").ClickAsync();
            await Expect(page.GetByText("a link is on its way there")).ToBeVisibleAsync(new() { Timeout = Patience });
            var token = await IdentityDashboard.Tests.Features.Credentials.EmailVerificationTests.TokenAsync(app, wanted, 1);
            await page.GotoAsync($"/verify-email/{token}");
            await Axe.AssertAccessibleAsync(page);
            await page.Button("Use this address").ClickAsync();
            await Expect(page.Heading("Your email is changed")).ToBeVisibleAsync();
            await page.Link("Continue").ClickAsync();
            await Expect(page.GetByText(wanted).First).ToBeVisibleAsync(new() { Timeout = Patience });
        });
        browser.AssertNoConsoleErrors();
        Assert.Equal(("Patricia Lee", wanted), ((await app.FindAsync(person.Id))!.FullName, (await app.FindAsync(person.Id))!.Email));
    }

    [Fact]
    public async Task An_Owner_demands_verified_addresses_and_reads_whom_that_stops()
    {
        var (app, account, _) = await StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync(account.AdminEmail, path: $"/a/{account.Slug}/sign-in?returnUrl=%2Fsettings");
            await Expect(page.GetByText("1 active person has an unverified address: switched on")).ToBeVisibleAsync(new() { Timeout = Patience });
            await page.GetByRole(AriaRole.Switch, new() { Name = "Verified email required" }).CheckAsync();
            await Expect(page.GetByText("has an unverified address: they get no further")).ToBeVisibleAsync(new() { Timeout = Patience });
        });
        browser.AssertNoConsoleErrors();
        Assert.True((await app.Service<EmailPolicyService>().GetAsync(account.Admin, Ct)).Value.Required);
    }

    private static async Task<(TestApp App, TestAccount Account, CreatedIdentity Person)> StartAsync()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        return (app, account, await app.MemberAsync(account, Given.Address()));
    }
}
