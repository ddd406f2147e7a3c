using System.Text.RegularExpressions;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>The life of an API key, from its making to its end, in the words of the screen.</summary>
public sealed class ApiKeysTests
{
    [Theory, InlineData(1280), InlineData(390)]
    public async Task S51_A_key_is_made_copied_rolled_and_revoked(int width)
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = width });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.NodesAsync(app);
            await page.GotoAsync(width < 900 ? "/access/api-keys" : "/");
            await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
            if (width > 900) await page.Keyboard.TypeAsync("gk");
            await Expect(page.Heading("No API keys yet")).ToBeVisibleAsync();
            var first = await CreateAsync(page);
            await Expect(Row(page, first).GetByText("Active")).ToBeVisibleAsync();
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"scrolls sideways at {width} px");

            var second = await RollAsync(page, first);
            await Expect(Row(page, first).GetByText("Being replaced")).ToBeVisibleAsync();
            await Expect(Row(page, second).GetByText("Active")).ToBeVisibleAsync();
            Assert.Equal((true, true), (await WorksAsync(app, first), await WorksAsync(app, second)));

            await ActAsync(page, first, "Revoke…");
            var confirm = page.OpenDialog("Revoke Nightly export");
            await Expect(confirm.GetByText($"Every program that uses {first[..12]}… is refused from its next call on")).ToBeVisibleAsync();
            await confirm.Button("Revoke").ClickAsync();
            await Expect(Row(page, first)).ToHaveCountAsync(0);
            Assert.Equal((false, true), (await WorksAsync(app, first), await WorksAsync(app, second)));

            // The address decides whether it is checked, a moment after the press.
            await page.GetByLabel("Show ended (1)").ClickAsync();
            await Expect(page.GetByLabel("Show ended (1)")).ToBeCheckedAsync();
            await Expect(Row(page, first).GetByText("Revoked")).ToBeVisibleAsync();
            await Expect(page).ToHaveURLAsync(new Regex("/access/api-keys\\?ended=1$"));
            await Axe.AssertAccessibleInBothSchemesAsync(page);
        });
        browser.AssertNoConsoleErrors();
    }

    /// <returns>The key.</returns>
    private static async Task<string> CreateAsync(IPage page)
    {
        await page.Button("Create API key").ClickAsync();
        var dialog = page.OpenDialog("Create API key");
        await dialog.Field("Name").FillAsync("Nightly export");
        await dialog.Field("Role").SelectOptionAsync(new SelectOptionValue { Label = "Grantee" });
        await dialog.Field("Node").SelectOptionAsync(new SelectOptionValue { Label = "EMEA" });
        await Axe.AssertAccessibleAsync(page);
        await dialog.Button("Create API key").ClickAsync();
        var secret = await dialog.Field("API key").InputValueAsync();
        await Expect(dialog.Field("Try it")).ToHaveValueAsync(new Regex($"^curl .*{Regex.Escape(secret)}.*/api/v1/identities\"$"));
        await dialog.Button("Copy").First.ClickAsync();
        await Expect(dialog.Button("Copied").Or(dialog.GetByText("Press Ctrl+C to copy. The text is selected."))).ToBeVisibleAsync();
        await Axe.AssertAccessibleAsync(page);
        await dialog.Button("Done").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText(secret)).ToHaveCountAsync(0);
        return secret;
    }

    private static async Task<string> RollAsync(IPage page, string secret)
    {
        await ActAsync(page, secret, "Roll…");
        var dialog = page.OpenDialog("Roll Nightly export");
        await dialog.Field("The old secret works on for").SelectOptionAsync(new SelectOptionValue { Label = "1 hour" });
        await Axe.AssertAccessibleAsync(page);
        await dialog.Button("Roll").ClickAsync();
        var made = await dialog.Field("API key").InputValueAsync();
        await Expect(dialog.GetByText("The old secret stops by itself at")).ToBeVisibleAsync();
        await dialog.Button("Done").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        return made;
    }

    private static async Task ActAsync(IPage page, string secret, string act)
    {
        await Row(page, secret).GetByRole(AriaRole.Button, new() { Name = $"More actions for Nightly export ({secret[..12]}…)" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = act }).ClickAsync();
    }

    private static ILocator Row(IPage page, string secret) => page.GetByRole(AriaRole.Row).Filter(new() { HasText = secret[..12] });

    private static async Task<bool> WorksAsync(TestApp app, string secret) => await app.Service<ApiKeyDirectory>().FindAsync(secret, null, CancellationToken.None) is not null;
}
