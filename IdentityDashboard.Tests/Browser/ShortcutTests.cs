using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>The whole app by keys.</summary>
public sealed class ShortcutTests
{
    [Fact]
    public async Task U2_U3_Keys_lead_everywhere_are_listed_and_the_single_ones_can_be_turned_off()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await using var second = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            await page.GotoAsync("/");
            await page.Heading("Overview").WaitForAsync();

            await page.Keyboard.TypeAsync("gt");
            await Expect(page.GetByText("Everybody in the directory")).ToBeVisibleAsync();
            await page.Keyboard.TypeAsync("ga");
            await Expect(page.Heading("Audit")).ToBeVisibleAsync();
            await page.Keyboard.TypeAsync("gs");
            await Expect(page.Heading("Settings")).ToBeVisibleAsync();
            await page.Keyboard.TypeAsync("i");
            var invite = page.OpenDialog("Invite");
            await Expect(invite.Field("Email addresses")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("gi?");
            await Expect(invite.Field("Email addresses")).ToHaveValueAsync("gi?");
            await invite.Field("Email addresses").FillAsync("");
            await page.Keyboard.PressAsync("Escape");
            await Expect(invite).ToBeHiddenAsync();

            await RowsAsync(page);
            await page.Keyboard.TypeAsync("/");
            await Expect(page.Field("Search users")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("in");
            await Expect(page.Link("Anita Singh")).ToBeHiddenAsync();
            await page.Field("Search users").BlurAsync();
            await page.Keyboard.TypeAsync("gg");
            await Expect(page.GetByRole(AriaRole.Tab, new() { NameRegex = new("^Groups") })).ToHaveAttributeAsync("aria-selected", "true");
            await page.Keyboard.TypeAsync("c");
            await Expect(page.OpenDialog("Create Group")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.OpenDialog("Create Group")).ToBeHiddenAsync();
            await EscapeAtOnceAsync(page, "c");

            await page.Keyboard.TypeAsync("go");
            // The new page's heading takes the focus, and F6 goes on from there.
            await Expect(page.Heading("Overview")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("F6");
            await Expect(page.Locator("#navigation")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("F6");
            await Expect(page.Locator("#main")).ToBeFocusedAsync();

            await page.Keyboard.TypeAsync("?");
            var help = page.OpenDialog("Keyboard shortcuts");
            await Expect(help.GetByText("Next page")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            var single = help.GetByRole(AriaRole.Switch, new() { Name = "Single-key shortcuts" });
            await single.UncheckAsync();
            await Expect(page.Locator("[data-single-keys=off]")).ToBeAttachedAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.Keyboard.PressAsync("Escape");
            await Expect(help).ToBeHiddenAsync();
        });

        await second.DoAsync(async page =>
        {
            await page.SignInAsync("nora@halden.example");
            await page.Heading("Overview").WaitForAsync();
            await Expect(page.Locator("[data-single-keys=off]")).ToBeAttachedAsync();
            // A menu that has taken the focus shows that the script is there.
            await page.Button("Help").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Menuitem).First).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Escape");
            await page.Keyboard.TypeAsync("?gi");
            // The palette, which needs two keys at once, opens all the same; over the help, or on another page, it wouldn't.
            await page.Keyboard.PressAsync("Control+k");
            await Expect(page.OpenDialog("Search or jump to")).ToBeVisibleAsync();
            await Expect(page.Heading("Overview")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
        second.AssertNoConsoleErrors();
    }

    /// <summary>A dialog that opens at <paramref name="key"/> gets Escape in the very moment it enters the document, before its script has heard of it.</summary>
    private static async Task EscapeAtOnceAsync(IPage page, string key)
    {
        await page.EvaluateAsync("""
            () => new MutationObserver((_, watch) => {
                if (!document.querySelector(".dlg")) return;
                watch.disconnect();
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
                document.documentElement.dataset.escaped = "";
            }).observe(document.body, { childList: true, subtree: true })
            """);
        await page.Keyboard.TypeAsync(key);
        await Expect(page.Locator("html[data-escaped]")).ToBeAttachedAsync();
        await Expect(page.Locator(".dlg")).ToHaveCountAsync(0);
    }

    private static async Task RowsAsync(IPage page)
    {
        await page.Link("Amara Okafor").WaitForAsync();
        await page.Keyboard.TypeAsync("jj");
        await Expect(page.Link("Anita Singh")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("k");
        await Expect(page.Link("Amara Okafor")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("x");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Amara Okafor" }).GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        await page.Keyboard.TypeAsync("x");
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Amara Okafor" }).GetByRole(AriaRole.Checkbox)).Not.ToBeCheckedAsync();
    }
}
