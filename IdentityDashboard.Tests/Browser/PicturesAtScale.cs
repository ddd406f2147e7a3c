using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Browser;

/// <summary>Not a check: takes pictures of the list at several sizes from an app that runs already, when <c>scripts/scale-pictures</c> asks for it.</summary>
public sealed class PicturesAtScale
{
    [Fact(Explicit = true)]
    public async Task Pictures_of_the_list_and_its_dialogs()
    {
        var (url, people, folder) = (Setting("SCALE_URL"), Setting("SCALE_PEOPLE"), Setting("SCREENSHOTS_TO"));
        await using var opened = await Support.Browser.NewPageAsync(url, new PageOptions { Width = 1440, Height = 900 });
        await opened.DoAsync(async page =>
        {
            await page.SignInAsync("nora@halden.example", Setting("SCALE_PASSWORD"));
            await page.Heading("Overview").WaitForAsync();
            await page.GotoAsync("/tenant/identities");
            await page.Locator("tr[data-row]").First.WaitForAsync();
            await page.GetByRole(AriaRole.Tab).First.GetByText(people is "10" ? "1" : "0").First.WaitForAsync();
            await ShootAsync("users");

            await page.Locator("thead input[type=checkbox]").CheckAsync();
            await page.GetByRole(AriaRole.Toolbar).WaitForAsync();
            await ShootAsync("selected");

            await page.GetByRole(AriaRole.Toolbar).Button("Suspend").ClickAsync();
            await page.GetByRole(AriaRole.Dialog).WaitForAsync();
            await page.Locator("[aria-busy=true]").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
            await ShootAsync("dialog");
            await page.Keyboard.PressAsync("Escape");

            await page.GotoAsync("/access/identities?open=invite-assign");
            await page.OpenDialog("Invite & Assign").WaitForAsync();
            await ShootAsync("invite");
            opened.AssertNoConsoleErrors();

            Task ShootAsync(string name) => page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"scale-{name}-{people}.png") });
        });
    }

    private static string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set: see scripts/scale-pictures.");
}
