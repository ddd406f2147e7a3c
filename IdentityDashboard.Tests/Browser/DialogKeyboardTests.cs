using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>The dialogs by keyboard alone, typed faster than any answer of the server.</summary>
public sealed class DialogKeyboardTests
{
    [Fact]
    public async Task U36_U48_Somebody_is_invited_with_a_role_without_a_pointer()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.OpenIdentitiesAsync();
            await OpenAsync(page, "Invite & Assign");

            await page.Keyboard.TypeAsync("kay.board@halden.example");
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.TypeAsync("Kay Board");
            await page.Keyboard.PressAsync("Tab");
            await Expect(page.OpenDialog("Invite & Assign").Field("Last name")).ToHaveValueAsync("Board");
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(page.GetByText("Kay becomes Grantee at Halden Group.")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Control+Enter");

            await Expect(page.GetByText("Invitation sent to kay.board@halden.example.")).ToBeVisibleAsync();
            await Expect(page.Button("Invite & Assign")).ToBeFocusedAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U36_U47_Many_are_invited_and_Escape_asks_before_they_are_lost()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.OpenIdentitiesAsync();
            await OpenAsync(page, "Invite");

            await page.Keyboard.TypeAsync("one@halden.example two@halden.example;three@halden.example, \"Four, Ann\" <four@halden.example>\n");
            await Expect(page.OpenDialog("Invite").Button("Invite 4")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.OpenDialog("Discard what you typed?").Button("Keep editing")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.OpenDialog("Discard what you typed?")).ToBeHiddenAsync();
            await page.Keyboard.PressAsync("Control+Enter");
            await Expect(page.GetByText("4 people are invited")).ToBeVisibleAsync();
            await Expect(page.OpenDialog("Invite").Button("Done")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Enter");

            await Expect(page.Button("Invite")).ToBeFocusedAsync();
            foreach (var name in new[] { "one", "two", "three", "four" }) await Expect(page.GetByText($"{name}@halden.example").First).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U36_The_button_pressed_gets_the_focus_back_though_the_heading_took_it_before_the_dialog_came()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.OpenIdentitiesAsync();

            await page.Button("Invite & Assign").EvaluateAsync("button => { button.focus(); button.click(); document.querySelector('h1').focus(); }");
            await Expect(page.OpenDialog("Invite & Assign").Locator("[data-autofocus]").First).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Escape");

            await Expect(page.Button("Invite & Assign")).ToBeFocusedAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    private static async Task OpenAsync(IPage page, string dialog)
    {
        await page.Button(dialog).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.OpenDialog(dialog).Locator("[data-autofocus]").First).ToBeFocusedAsync();
    }
}
