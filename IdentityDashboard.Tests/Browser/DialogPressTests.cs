using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>What a pointer does to dialogs.</summary>
public sealed class DialogPressTests
{
    [Fact]
    public async Task U10_U48_A_press_counts_when_leaving_the_field_moves_the_button_and_a_double_click_submits_once()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.OpenIdentitiesAsync();
            await page.Button("Invite").ClickAsync();
            var dialog = page.OpenDialog("Invite");
            await dialog.Field("Email addresses").PressSequentiallyAsync("pat.lee@example.com");
            var submit = dialog.Button("Invite");
            var before = (await submit.BoundingBoxAsync())!;

            await page.Mouse.MoveAsync(before.X + (before.Width / 2), before.Y + 3);
            await page.Mouse.DownAsync();
            await Expect(dialog.GetByText("1 will be invited")).ToBeVisibleAsync();
            var after = (await submit.BoundingBoxAsync())!;
            Assert.True(after.Y > before.Y + 3, $"The button stayed under the pointer: it moved from {before.Y} to {after.Y}");
            await page.Mouse.UpAsync();

            await Expect(dialog).ToBeHiddenAsync();
            await Expect(page.GetByText("Invitation sent to pat.lee@example.com.")).ToBeVisibleAsync();
            await Expect(page.Button("Invite")).ToBeFocusedAsync();

            // Let go elsewhere, it doesn't count.
            await page.Button("Create Identity").ClickAsync();
            var create = page.OpenDialog("Create Identity");
            var button = (await create.Button("Create Identity").BoundingBoxAsync())!;
            await page.Mouse.MoveAsync(button.X + 20, button.Y + 10);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(button.X + 20, button.Y - 60);
            await page.Mouse.UpAsync();
            await Expect(create.Locator("[aria-invalid=true]")).ToHaveCountAsync(0);

            await create.Field("Email").FillAsync("sam.doe@example.com");
            await create.Field("First name").FillAsync("Sam");
            await create.Field("Last name").FillAsync("Doe");
            await create.Button("Create Identity").DblClickAsync();
            await Expect(create).ToBeHiddenAsync();
            await Expect(page.Link("Sam Doe")).ToHaveCountAsync(1);
            await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "already" })).ToBeHiddenAsync();
        });
        browser.AssertNoConsoleErrors();
    }
}
