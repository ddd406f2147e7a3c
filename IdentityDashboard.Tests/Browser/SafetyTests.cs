using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>What keeps an administrator from harm, and how it is undone.</summary>
public sealed class SafetyTests
{
    [Fact]
    public async Task U69_U72_Who_was_deleted_by_mistake_is_found_and_restored()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            await page.OpenIdentitiesAsync();
            await page.Button("Actions for Amara Okafor").ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete…" }).ClickAsync();
            var dialog = page.OpenDialog("Delete Amara Okafor");
            await Expect(dialog).ToContainTextAsync("30 days");
            await dialog.Button("Delete").ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();
            // No row goes while somebody points at the list or is in it.
            await page.Mouse.MoveAsync(0, 0);
            await page.Heading("Identities").ClickAsync();
            await Expect(page.Link("Amara Okafor")).ToBeHiddenAsync();

            await page.GotoAsync("/tenant/identities?status=deleted");
            await page.Button("Actions for Amara Okafor").ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Restore…" }).ClickAsync();
            await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { NameRegex = new("^Restore") }).ClickAsync();
            await Expect(page.GetByText("Nobody is deleted")).ToBeVisibleAsync();
            await page.GotoAsync("/tenant/identities?q=amara");
            await Expect(page.Link("Amara Okafor")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U70_The_only_Owner_is_offered_no_way_to_lock_themselves_out()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            await page.OpenIdentitiesAsync();
            await page.Button("Actions for Nora Lindqvist").ClickAsync();
            var items = page.GetByRole(AriaRole.Menuitem);
            await Expect(items.Filter(new() { HasText = "Open" })).ToBeVisibleAsync();
            await Expect(items.Filter(new() { HasTextRegex = new("Suspend|Delete") })).ToHaveCountAsync(0);
            await page.Keyboard.PressAsync("Escape");

            await page.Link("Nora Lindqvist").ClickAsync();
            await page.Heading("Nora Lindqvist").WaitForAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Suspend|Delete)") })).ToHaveCountAsync(0);
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U25_U63_The_file_has_the_rows_and_columns_on_the_screen()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            await page.GotoAsync("/access/identities?q=okafor&cols=status,source");
            await page.Link("Amara Okafor").WaitForAsync();
            Assert.Equal("Amara Okafor", await NameInFileAsync(page, "Export what is shown", "id,name,email,status,source"));

            await page.GotoAsync("/access/identities?tab=groups&q=retail");
            await page.Link("Retail leads").WaitForAsync();
            Assert.Equal("Retail leads", await NameInFileAsync(page, "Export what is shown", "id,name,members,source,roles,updated"));
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U30_U49_An_invitation_says_when_it_ends_and_a_wrong_field_is_gone_to()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.OpenIdentitiesAsync();
            await page.InviteAsync("pat.lee@example.com");
            await Expect(page.GetByText("Expires in 7 days")).ToBeVisibleAsync();

            await page.Button("Create Identity").ClickAsync();
            var dialog = page.OpenDialog("Create Identity");
            await dialog.Field("First name").FillAsync("Sam");
            await dialog.Button("Create Identity").ClickAsync();
            await Expect(dialog.Field("Email")).ToBeFocusedAsync();
            await Expect(dialog.Field("Email")).ToHaveAttributeAsync("aria-invalid", "true");
        });
        browser.AssertNoConsoleErrors();
    }

    /// <returns>The name in the only row.</returns>
    private static async Task<string> NameInFileAsync(IPage page, string button, string head)
    {
        await page.Button(button).ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Menuitem, new() { Name = "As CSV, for spreadsheets" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.Equal(head, lines[0].TrimStart('\uFEFF'));
        return Assert.Single(lines.Skip(1)).Split(',')[1].Trim('"');
    }
}
