using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Bulk;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>A change to everybody in the list, from the tick to the way back.</summary>
public sealed class BulkTests
{
    private const int Crowd = 150;

    [Fact]
    public async Task U19_U20_U69_U71_U73_Everybody_who_matches_is_suspended_in_the_background_and_put_back()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(page => page.SetUpAsync(app));
        var (admin, place, _) = await Seed.AdministratorAsync(app);
        await using (var db = await app.Dbs.CreateDbContextAsync(TestContext.Current.CancellationToken)) await BulkWorld.CrowdAsync(db, admin.AccountId, place.ApplicationId, Crowd);

        await browser.DoAsync(async page =>
        {
            await page.OpenIdentitiesAsync();
            await SelectAllAsync(page);
            await page.GetByRole(AriaRole.Toolbar, new() { Name = "Selected users" }).Button("Suspend").ClickAsync();
            var dialog = page.OpenDialog("Suspend people");
            await Expect(dialog.GetByText($"{Crowd + 1} people: {Crowd} will be suspended, 1 skipped.")).ToBeVisibleAsync();
            await Expect(dialog.GetByText("You can't do this to yourself")).ToBeVisibleAsync();
            await Expect(dialog.GetByText("open sessions end within 5 seconds")).ToBeVisibleAsync();
            await dialog.Button($"Suspend {Crowd}").ClickAsync();

            await page.Button("View progress").ClickAsync();
            await page.Heading($"Suspend {Crowd + 1} people").WaitForAsync();
            await Expect(page.GetByText($"{Crowd} suspended, 1 skipped").First).ToBeVisibleAsync();
            await page.ReloadAsync();
            await Expect(page.GetByRole(AriaRole.List, new() { Name = "Why some are skipped" })).ToContainTextAsync("Nora Lindqvist");
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Skipped") }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Outcome for each" }).GetByRole(AriaRole.Row)).ToHaveCountAsync(2);

            await page.Button("Undo").ClickAsync();
            var undo = page.OpenDialog("Undo");
            await Expect(undo.GetByText($"{Crowd} people will be put back.")).ToBeVisibleAsync();
            await undo.Button($"Undo {Crowd}").ClickAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "See what was put back" }).ClickAsync();
            await Expect(page.GetByText($"{Crowd} activated").First).ToBeVisibleAsync();
        });

        Assert.Equal(Crowd + 1, await app.QueryAsync(db => db.Identities.CountAsync(i => i.State == PrincipalState.Active)));
        browser.AssertNoConsoleErrors();
    }

    private static async Task SelectAllAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Checkbox).First.CheckAsync();
        var bar = page.GetByRole(AriaRole.Toolbar, new() { Name = "Selected users" });
        await Expect(bar).ToContainTextAsync("50 selected");
        await bar.Button($"Select all {Crowd + 1} matching").ClickAsync();
        await Expect(bar).ToContainTextAsync($"All {Crowd + 1} selected");
        await Axe.AssertAccessibleAsync(page);
    }
}
