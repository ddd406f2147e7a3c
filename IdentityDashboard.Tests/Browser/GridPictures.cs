using IdentityDashboard.Features.Directory;
using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Browser;

public sealed class GridPictures
{
    [Fact(Explicit = true)]
    public async Task Shots()
    {
        var folder = "/tmp/grid";
        Directory.CreateDirectory(folder);
        await using var app = await TestApp.StartAsync();
        await using var setup = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await setup.DoAsync(page => page.SetUpAsync(app));
        await Seed.PeopleAsync(app);
        var (admin, place, role) = await Seed.AdministratorAsync(app);
        var views = app.Service<SavedViews>();
        await views.CreateAsync(admin, "users", new SavedViewDraft("Never signed in", "seen=never", null, false), CancellationToken.None);
        await views.CreateAsync(admin, "users", new SavedViewDraft("Suspended", "status=suspended&sort=seen", "status,seen,created", true), CancellationToken.None);
        var state = await setup.Page.Context.StorageStateAsync();
        foreach (var (width, scheme) in new[] { (1440, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var context = await setup.Page.Context.Browser!.NewContextAsync(new()
            {
                BaseURL = app.Url, StorageState = state, ViewportSize = new() { Width = width, Height = width > 1000 ? 900 : 844 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce,
            });
            var page = await context.NewPageAsync();
            page.Console += (_, m) => { if (m.Type == "error") TestContext.Current.TestOutputHelper?.WriteLine(m.Text); };
            var n = 0;
            async Task Shot(string name) => await page.ScreenshotAsync(new() { Path = $"{folder}/{width}-{scheme}-{n++:00}-{name}.png" });
            await page.GotoAsync("/access/identities");
            await page.Locator("tr[data-row]").First.WaitForAsync();
            await Shot("list");
            if (width > 1000)
            {
                await page.Locator("tr[data-row] .ck").Nth(1).ClickAsync();
                await page.Locator("tr[data-row] .ck").Nth(3).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
                await page.Locator(".bulk").WaitForAsync();
                await page.Locator("button[data-menu]").Nth(2).ClickAsync();
                await page.Locator("[role=menu]").WaitForAsync();
                await Shot("menu");
                await page.Keyboard.PressAsync("Escape");
                await page.Keyboard.PressAsync("Escape");
                await page.Locator(".bulk").WaitForAsync(new() { State = WaitForSelectorState.Detached });
                await page.Button("Filter").ClickAsync();
                await page.Locator("[role=menu]").WaitForAsync();
                await Shot("filter-menu");
                await page.GetByRole(AriaRole.Menuitem, new() { Name = "Group" }).ClickAsync();
                await page.Locator(".pane .opt-b").First.WaitForAsync();
                await Shot("filter-group");
                await page.Locator(".pane .opt-b").First.ClickAsync();
                await page.Locator(".chip-b").WaitForAsync();
                await page.Button("Filter").ClickAsync();
                await page.GetByRole(AriaRole.Menuitem, new() { Name = "Last seen" }).ClickAsync();
                await page.Locator(".pane .opt-b").First.WaitForAsync();
                await Shot("filter-dates");
                await page.Locator(".pane .opt-b").Last.ClickAsync();
                await page.Locator(".chip-b").Nth(1).WaitForAsync();
                await page.Button("Filter").ClickAsync();
                await page.GetByRole(AriaRole.Menuitem, new() { Name = "Node" }).ClickAsync();
                await page.Locator(".pane [role=treeitem]").First.WaitForAsync();
                await Shot("filter-node");
                await page.Keyboard.PressAsync("Escape");
                await page.Locator("#columns").ClickAsync();
                await page.Locator(".pane").WaitForAsync();
                await Shot("columns");
                await page.Keyboard.PressAsync("Escape");
                await page.GetByRole(AriaRole.Button, new() { Name = "Views" }).ClickAsync();
                await page.Locator("[role=menu]").WaitForAsync();
                await Shot("views");
                await page.GetByRole(AriaRole.Menuitem, new() { Name = "Save view…" }).ClickAsync();
                await page.OpenDialog("Save view").WaitForAsync();
                await Shot("save-view");
                await page.GotoAsync("/access/identities?group=8d0f3b22-0000-0000-0000-000000000000&cols=status,source,role,groups,mfa,seen,created,email");
                await page.Locator(".chip-warn").WaitForAsync();
                await Shot("gone");
                await page.GotoAsync("/access/identities?cols=status,source,role,groups,mfa,seen,created,email");
                await page.Locator("tr[data-row]").First.WaitForAsync();
                await Shot("wide");
                await page.Locator("#columns").ClickAsync();
                await page.GetByText("Compact").ClickAsync();
                await page.Locator(".compact").WaitForAsync();
                await page.Keyboard.PressAsync("Escape");
                await Shot("compact-wide");
                await page.GotoAsync("/access/identities");
                await page.Locator("tr[data-row]").First.WaitForAsync();
                await Shot("compact");
                await page.Locator("#columns").ClickAsync();
                await page.GetByText("Comfortable").ClickAsync();
                await page.Locator(".compact").WaitForAsync(new() { State = WaitForSelectorState.Detached });
            }
            else
            {
                await page.GotoAsync("/access/identities?status=active&mfa=no");
                await page.Locator("tr[data-row]").First.WaitForAsync();
                await page.Locator("tr[data-row] .ck").Nth(1).ClickAsync();
                await page.Locator(".bulk").WaitForAsync();
                await Shot("filtered");
                await page.Locator("#filters-all").ClickAsync();
                await page.Locator(".pane").WaitForAsync();
                await Shot("sheet");
                await page.Locator(".all-filters .opt-b").Nth(6).ClickAsync();
                await page.Locator(".opt-list").WaitForAsync();
                await Shot("sheet-dates");
            }

            await page.GotoAsync("/access/identities?tab=groups");
            await page.Locator("tr[data-row]").First.WaitForAsync();
            await Shot("groups");
            await page.GotoAsync("/tenant/identities");
            await page.Locator("tr[data-row]").First.WaitForAsync();
            await Shot("tenant");
        }
    }
}
