using IdentityDashboard.Tests.Browser;
using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Features.Audit;

public sealed class AuditBrowserTests
{
    [Theory, InlineData(1440, ColorScheme.Light), InlineData(390, ColorScheme.Dark)]
    public async Task U7_U14_U16_Facets_drawer_and_export_by_hand_and_by_link(int width, ColorScheme scheme)
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = width, Height = 900, ColorScheme = scheme });

        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            await page.GotoAsync("/audit");
            await ChooseAsync(page, "Action…");
            var dialog = page.OpenDialog("Filter the audit");
            await Expect(dialog.Field("Action")).ToBeFocusedAsync();
            await dialog.Field("Action").SelectOptionAsync("user.created");
            await dialog.Field("Actor").FillAsync("Nora");
            await page.GetByRole(AriaRole.Option).Filter(new() { HasText = "Nora Lindqvist" }).ClickAsync();
            await dialog.Field("Actor").PressAsync("Escape");
            await Axe.AssertAccessibleAsync(page);
            await dialog.Button("Show entries").ClickAsync();
            await Expect(page.Locator(".chip", new() { HasText = "Actor Nora Lindqvist" })).ToBeVisibleAsync();
            await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("action=user.created.*actor="));
            await Expect(page.Locator(".evs li")).ToHaveCountAsync(12);
            await ChooseAsync(page, "Today");
            await Expect(page.Locator(".chip", new() { HasText = "When Today" })).ToBeVisibleAsync();
            await Expect(page.Locator(".evs li")).ToHaveCountAsync(12);

            await page.Button("Remove filter Actor").ClickAsync();
            await Expect(page.Locator(".chip", new() { HasText = "Actor" })).ToHaveCountAsync(0);
            await page.GoBackAsync();
            await Expect(page.Locator(".chip", new() { HasText = "Actor Nora Lindqvist" })).ToBeVisibleAsync();

            await page.Locator(".evs button", new() { HasText = "Pat Lee" }).ClickAsync();
            var drawer = page.Locator("#audit-entry");
            await Expect(drawer).ToContainTextAsync("\"action\": \"user.created\"");
            await drawer.ScrollIntoViewIfNeededAsync();
            await Axe.AssertAccessibleAsync(page);
            await drawer.GetByRole(AriaRole.Link, new() { Name = "Only these about Pat Lee" }).ClickAsync();
            await Expect(page.Locator(".chip", new() { HasText = "About Pat Lee" })).ToBeVisibleAsync();
            await Expect(page.Locator(".evs li button").First).ToContainTextAsync("Pat Lee");

            await page.Button("Export").ClickAsync();
            var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Menuitem, new() { NameRegex = new("^CSV") }).ClickAsync());
            var file = await File.ReadAllLinesAsync(await download.PathAsync());
            Assert.True(file.Length > 1);
            Assert.All(file.Skip(1), line => Assert.Contains("Pat Lee", line, StringComparison.Ordinal));

            await page.GotoAsync("/audit?action=user.unheard_of&when=7d");
            await page.Heading("Nothing matches these filters").WaitForAsync();
            await page.Button("Clear filters").ClickAsync();
            await Expect(page.Locator(".evs li").First).ToContainTextAsync("exported");
            await page.GotoAsync("/audit?target=nobody");
            await page.Heading("A filter of this link can’t be read").WaitForAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    private static async Task ChooseAsync(IPage page, string item)
    {
        await page.Button("Filter").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = item, Exact = true }).ClickAsync();
    }
}
