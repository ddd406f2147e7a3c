using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>Settings as an Owner meets them.</summary>
public sealed class SettingsTests
{
    [Fact]
    public async Task A_logo_and_a_colour_are_chosen_corrected_saved_and_seen_on_sign_in()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/settings#branding");
            await page.Field("Accent colour").FillAsync("#ffd400");
            await Expect(page.GetByText("This colour is too light: 1.4:1 on white; at least 3:1 is needed.")).ToBeVisibleAsync();
            var section = page.Locator("#branding");
            await section.Button("Save").ClickAsync();
            await Expect(page.Field("Accent colour")).ToBeFocusedAsync();
            await section.GetByRole(AriaRole.Button, new() { NameRegex = new("^Use #") }).ClickAsync();
            await Expect(section.GetByText("with black text")).ToBeVisibleAsync();
            var accent = await page.Field("Accent colour").InputValueAsync();
            await section.Button("Save").ClickAsync();
            await Expect(page.GetByText("Branding saved")).ToBeVisibleAsync();

            await page.Field("Logo").SetInputFilesAsync(new FilePayload { Name = "logo.svg", MimeType = "image/svg+xml", Buffer = "<svg onload='x'/>"u8.ToArray() });
            await Expect(page.GetByText("SVG files can carry scripts")).ToBeVisibleAsync();
            await page.Field("Logo").SetInputFilesAsync(new FilePayload { Name = "logo.png", MimeType = "image/png", Buffer = Logos.Png });
            await Expect(section.GetByAltText("Logo of Halden Group")).ToBeVisibleAsync();
            await Expect(page.Locator(".nav img.brand-logo")).ToBeVisibleAsync();
            await page.Field("Text in every invitation mail").FillAsync("Welcome to Halden.");
            await Expect(page.FrameLocator(".mail-pre").GetByText("Welcome to Halden.")).ToBeVisibleAsync();
            await Expect(page.FrameLocator(".mail-pre").Locator("img")).ToHaveJSPropertyAsync("naturalWidth", 160);
            await browser.SaveAsync("settings-1440");
            await page.SetViewportSizeAsync(390, 844);
            await browser.SaveAsync("settings-390");

            await page.Context.ClearCookiesAsync();
            await page.GotoAsync("/sign-in");
            await Expect(page.Locator("img.brand-logo")).ToHaveJSPropertyAsync("naturalWidth", 160);
            await Expect(page.Button("Continue")).ToHaveCSSAsync("background-color", Css(accent));
            await browser.SaveAsync("sign-in-branded");
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task The_list_beside_the_sections_leads_to_each_by_keyboard()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/settings");
            var list = page.GetByRole(AriaRole.Navigation, new() { Name = "Settings", Exact = true });
            foreach (var width in new[] { 1440, 390 })
            {
                await page.SetViewportSizeAsync(width, 844);
                await list.GetByRole(AriaRole.Link, new() { Name = "Set by the environment" }).FocusAsync();
                await page.Keyboard.PressAsync("Enter");
                await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/settings#environment$"));
                await Expect(page.Heading("Set by the environment")).ToBeInViewportAsync();
                await Expect(list.Locator("[aria-current=location]")).ToHaveTextAsync("Set by the environment");
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{width} pixels scroll sideways");
                await list.GetByRole(AriaRole.Link, new() { Name = "Organisation" }).ClickAsync();
                await Expect(page.Heading("Organisation")).ToBeInViewportAsync();
            }
        });
        browser.AssertNoConsoleErrors();
    }

    private static string Css(string hex) => $"rgb({Convert.ToInt32(hex[1..3], 16)}, {Convert.ToInt32(hex[3..5], 16)}, {Convert.ToInt32(hex[5..7], 16)})";
}
