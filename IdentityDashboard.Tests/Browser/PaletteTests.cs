using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>The palette from the key to where it leads.</summary>
public sealed class PaletteTests
{
    [Fact]
    public async Task U1_U48_The_palette_finds_people_groups_pages_and_actions_and_gives_the_focus_back()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            var opener = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Search or jump to") });
            var palette = page.OpenDialog("Search or jump to");
            var field = palette.GetByRole(AriaRole.Combobox);

            await opener.ClickAsync();
            await Expect(field).ToBeFocusedAsync();
            await Expect(palette.GetByRole(AriaRole.Option, new() { Name = "Invite & Assign" })).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(palette).ToBeHiddenAsync();
            await Expect(opener).ToBeFocusedAsync();

            await page.Keyboard.PressAsync("Control+k");
            await page.Keyboard.TypeAsync("okaf");
            var amara = palette.GetByRole(AriaRole.Option, new() { Name = "Amara Okafor" });
            await Expect(amara).ToHaveAttributeAsync("aria-selected", "true");
            await Expect(amara).ToContainTextAsync("Person");
            await Expect(field).ToHaveAttributeAsync("aria-activedescendant", (await amara.GetAttributeAsync("id"))!);
            await Axe.AssertAccessibleAsync(page);
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Heading("Amara Okafor")).ToBeVisibleAsync();
            await Expect(palette).ToBeHiddenAsync();

            // Enter typed ahead of the answer waits for it.
            await page.Keyboard.PressAsync("Control+k");
            await page.Keyboard.TypeAsync("mail settings");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Heading("Settings")).ToBeVisibleAsync();
            Assert.EndsWith("/settings#mail", page.Url, StringComparison.Ordinal);

            await page.Keyboard.PressAsync("Control+k");
            await Expect(palette.GetByRole(AriaRole.Group, new() { Name = "Recent" }).GetByRole(AriaRole.Option).First).ToContainTextAsync("Mail settings");
            await Expect(palette.GetByRole(AriaRole.Group, new() { Name = "Recent" }).GetByRole(AriaRole.Option).Nth(1)).ToContainTextAsync("Amara Okafor");
            await page.Keyboard.PressAsync("End");
            await Expect(palette.GetByRole(AriaRole.Option).Last).ToHaveAttributeAsync("aria-selected", "true");
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(palette.GetByRole(AriaRole.Option).First).ToHaveAttributeAsync("aria-selected", "true");
            await page.Keyboard.TypeAsync("retail");
            var group = palette.GetByRole(AriaRole.Option, new() { Name = "Retail leads" });
            await Expect(group).ToHaveAttributeAsync("aria-selected", "true");
            var tab = await page.Context.RunAndWaitForPageAsync(() => page.Keyboard.PressAsync("Control+Enter"));
            await Expect(tab.Heading("Retail leads")).ToBeVisibleAsync();
            await tab.CloseAsync();

            await field.FillAsync("create group");
            await Expect(palette.GetByRole(AriaRole.Option, new() { Name = "Create group" })).ToHaveAttributeAsync("aria-selected", "true");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.OpenDialog("Create Group").Field("Group name")).ToBeFocusedAsync();
            // Over a dialog the palette stays shut: what was typed there would be lost.
            await page.Keyboard.PressAsync("Control+k");
            await Expect(palette).ToBeHiddenAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.OpenDialog("Create Group")).ToBeHiddenAsync();

            await page.Keyboard.PressAsync("Control+k");
            await page.Keyboard.TypeAsync("switch prod");
            await Expect(palette.GetByRole(AriaRole.Option, new() { Name = "Switch to Production" })).ToHaveAttributeAsync("aria-selected", "true");
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("Production.*switch environment") })).ToBeVisibleAsync();

            await page.Keyboard.PressAsync("Control+k");
            await page.Keyboard.TypeAsync("zzzz");
            await Expect(palette.GetByText("Nothing here is called “zzzz”")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }
}
