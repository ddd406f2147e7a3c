using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Workspace.FirstRun;
using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Features.SignIn;

/// <summary>The pages as people use them, by the names that stand on them.</summary>
public sealed class SignInBrowserTests
{
    /// <summary>Milliseconds for a first live connection, or a session's end, on a machine busy with other tests.</summary>
    private const float Patience = 20_000;

    [Theory, InlineData(1280, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task From_the_first_run_to_signing_in_again(int width, ColorScheme colours)
    {
        await using var app = await TestApp.StartAsync();
        var token = (await app.Service<FirstRunService>().TokenAsync(CancellationToken.None))!;
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions(width, 844, colours));

        await browser.DoAsync(async page =>
        {
            await page.GotoAsync("/");
            await Assertions.Expect(page).ToHaveTitleAsync("Set up Identity Dashboard · Identity Dashboard");
            await page.GetByLabel("Setup token").FillAsync(token);
            await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
            await Assertions.Expect(page.GetByLabel("Account name")).ToBeFocusedAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.GetByLabel("Account name").FillAsync("Halden Group");
            await page.GetByLabel("Email").FillAsync("nora.lindqvist@halden.example");
            await page.GetByLabel("First name").FillAsync("Nora");
            await page.GetByLabel("Last name").FillAsync("Lindqvist");
            await page.GetByLabel("Password", new() { Exact = true }).FillAsync(TestAccount.Password);
            await Assertions.Expect(page.Locator("[data-rule].done")).ToHaveCountAsync(2);
            await page.GetByRole(AriaRole.Button, new() { Name = "Create account" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Setup Guide" })).ToBeVisibleAsync(new() { Timeout = Patience });

            await page.GotoAsync("/account");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "My account" })).ToBeVisibleAsync(new() { Timeout = Patience });
            await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
            await page.GetByLabel("Email").FillAsync("nora.lindqvist@halden.example");
            await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.GetByLabel("Password", new() { Exact = true }).FillAsync(TestAccount.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Assertions.Expect(page).ToHaveURLAsync($"{app.Url}/");
        });
        browser.AssertNoConsoleErrors();
    }

    [Theory, InlineData(1280, ColorScheme.Dark), InlineData(390, ColorScheme.Light)]
    public async Task S75_Accepting_an_invitation_ends_on_my_account_for_who_has_no_role(int width, ColorScheme colours)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(Given.Address(), "Pat", "Lee", Note: "Welcome to the new ordering tool."));
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions(width, 844, colours));

        await browser.DoAsync(async page =>
        {
            await page.GotoAsync(path);
            await Assertions.Expect(page.GetByLabel("First name")).ToHaveValueAsync("Pat");
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
            await Axe.AssertAccessibleAsync(page);
            await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Given.Password);
            await page.GetByLabel("Confirm password").FillAsync(Given.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Accept invitation" }).ClickAsync();
            await Assertions.Expect(page.GetByText("You’re in. An administrator hasn’t given you a role yet.")).ToBeVisibleAsync(new() { Timeout = Patience });
            Assert.DoesNotContain("accept", page.Url, StringComparison.Ordinal);
            await Axe.AssertAccessibleAsync(page);
            await page.GotoAsync(path);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This link doesn’t work any more" })).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
        });
        browser.AssertNoConsoleErrors();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A44_Suspending_somebody_ends_their_open_page(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await page.GotoAsync($"/a/{account.Slug}/sign-in?returnUrl=%2Faccount");
            await page.GetByLabel("Email").FillAsync(email);
            await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
            await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Given.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "My account" })).ToBeVisibleAsync(new() { Timeout = Patience });

            await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, person.Id, CancellationToken.None);

            await Assertions.Expect(page).ToHaveURLAsync($"{app.Url}/sign-in?ended=suspended", new() { Timeout = Patience });
        });
    }
}
