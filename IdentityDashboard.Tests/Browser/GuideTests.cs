using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

public sealed class GuideTests
{
    [Fact]
    public async Task S46_S47_S48_S49_U64_U65_The_guide_leads_ticks_live_and_unticks()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });

        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            var guide = page.GetByRole(AriaRole.Complementary, new() { Name = "Setup Guide" });
            await Expect(guide).ToBeVisibleAsync();
            await guide.Button("Close Setup Guide").ClickAsync();
            await Expect(guide).ToBeHiddenAsync();
            await page.Button("Complete Invite & Assign Users Setup").ClickAsync();
            await Expect(guide.GetByRole(AriaRole.Tab, new() { Name = "Invite & Assign Users", Exact = true })).ToHaveAttributeAsync("aria-selected", "true");
            await Expect(guide.GetByText("Invite identities")).ToBeVisibleAsync();
            await Expect(guide.GetByText("Assign roles to identities")).ToBeVisibleAsync();

            await guide.Button("Show me").First.ClickAsync();
            await Expect(page.Locator("#btn-invite")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("shown"));
            await page.InviteAsync("pat@example.com");
            await Expect(guide.GetByText("1 of 2 done")).ToBeVisibleAsync();

            await page.Button("More for pat@example.com").ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { NameRegex = new("Revoke") }).ClickAsync();
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = new("^Revoke") }).ClickAsync();
            await Expect(guide.GetByText("0 of 2 done")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U66_U67_U68_Dismissal_follows_the_administrator_and_the_guide_reopens()
    {
        await using var app = await TestApp.StartAsync();
        await using var first = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await using var second = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });

        await first.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GetByRole(AriaRole.Complementary, new() { Name = "Setup Guide" }).Button("Dismiss").ClickAsync();
        });

        await second.DoAsync(async page =>
        {
            await page.SignInAsync("nora@halden.example");
            await page.Heading("Overview").WaitForAsync();
            var guide = page.GetByRole(AriaRole.Complementary, new() { Name = "Setup Guide" });
            await Expect(guide).ToBeHiddenAsync();
            await page.Button("Help").ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Open Setup Guide" }).ClickAsync();
            await Expect(guide).ToBeVisibleAsync();
            await page.OpenIdentitiesAsync();
            await Expect(guide).ToBeVisibleAsync();
        });
    }
}
