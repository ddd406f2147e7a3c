using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>An Owner makes an application, works in it and deletes it, in the words of the screen.</summary>
public sealed class ApplicationsTests
{
    [Fact]
    public async Task S44_U69_An_application_is_created_used_and_deleted_and_who_stands_in_it_is_moved()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await using var second = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.Link("Applications").ClickAsync();
            await page.Heading("Applications").WaitForAsync();
            await page.Button("Create application").ClickAsync();
            var dialog = page.OpenDialog("Create application");
            await dialog.Field("Name").FillAsync("Northpeak");
            await Axe.AssertAccessibleAsync(page);
            await dialog.Button("Create application").ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();

            await page.Button("Actions for Northpeak").ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Create environment…" }).ClickAsync();
            var environment = page.OpenDialog("Create environment");
            await environment.Field("Name").FillAsync("Staging");
            await Axe.AssertAccessibleAsync(page);
            await environment.Button("Create environment").ClickAsync();
            await Expect(environment).ToBeHiddenAsync();

            await page.Button("Switch to Northpeak / Staging").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Northpeak" }).GetByText("Active")).ToBeVisibleAsync();
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Roles" }).ClickAsync();
            await Expect(page.GetByText("What people can do in Staging of Northpeak, bundled.")).ToBeVisibleAsync();
        });
        await second.DoAsync(async page =>
        {
            await page.SignInAsync("nora@halden.example");
            await page.Heading("Overview").WaitForAsync();
            await page.Link("Applications").ClickAsync();
            await page.Button("Actions for Northpeak").ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete…" }).ClickAsync();
            var dialog = page.OpenDialog("Delete application");
            await Expect(dialog.GetByText("1 person loses this application")).ToBeVisibleAsync();
            await Expect(dialog.GetByText("3 assignments of roles end at once")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            await dialog.Button("Delete").ClickAsync();
            await Expect(dialog.GetByText("Type Northpeak exactly as it stands here.")).ToBeVisibleAsync();
            await dialog.Field("Type Northpeak to confirm").FillAsync("Northpeak");
            await dialog.Button("Delete").ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Northpeak" })).ToBeHiddenAsync();
        });
        await browser.DoAsync(async page =>
        {
            await Expect(page.GetByText("Staging of Northpeak isn’t open any more. You are now in Development of Halden Group.")).ToBeVisibleAsync();
            await Expect(page.GetByText("What people can do in Development of Halden Group, bundled.")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
        second.AssertNoConsoleErrors();
    }
}
