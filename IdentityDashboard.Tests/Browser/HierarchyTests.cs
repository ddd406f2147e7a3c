using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>The hierarchy as an administrator builds and changes it.</summary>
public sealed class HierarchyTests
{
    [Fact]
    public async Task Nodes_are_added_renamed_moved_archived_and_restored()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Hierarchy" }).ClickAsync();
            await Expect(page.Heading("Only the root so far")).ToBeVisibleAsync();
            await AddAsync(page, "EMEA", "region");
            await Expect(Item(page, "EMEA, region")).ToBeFocusedAsync();
            await AddAsync(page, "Retail", "unit");
            await page.Button("Rename").ClickAsync();
            await page.OpenDialog("Rename node").Field("Name").FillAsync("Retail stores");
            await page.OpenDialog("Rename node").Button("Rename").ClickAsync();
            await Expect(page.Locator("#node-h")).ToHaveTextAsync("Retail stores");

            await page.Button("Move").ClickAsync();
            var move = page.OpenDialog("Move node");
            await move.GetByRole(AriaRole.Treeitem).First.ClickAsync();
            await Expect(move.GetByText("Nobody gains or loses a role")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            await move.Button("Move").ClickAsync();
            await Expect(move).ToBeHiddenAsync();
            await Expect(Item(page, "Retail stores, unit")).ToHaveAttributeAsync("aria-level", "2");

            await Item(page, "Retail stores, unit").GetByRole(AriaRole.Button, new() { Name = "Actions for Retail stores" }).ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Archive…" }).ClickAsync();
            await page.OpenDialog("Archive node").Button("Archive").ClickAsync();
            await Expect(Item(page, "Retail stores, unit")).ToHaveCountAsync(0);
            await page.GetByLabel("Show archived").CheckAsync();
            await Expect(Item(page, "Retail stores, unit, archived")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            await Item(page, "Retail stores, unit, archived").Locator("> span").ClickAsync();
            await page.Button("Restore").ClickAsync();
            await page.OpenDialog("Restore node").Button("Restore").ClickAsync();
            await Expect(Item(page, "Retail stores, unit")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Theory, InlineData(1280), InlineData(390)]
    public async Task The_keyboard_alone_goes_through_the_tree_and_opens_a_menu(int width)
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = width });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.NodesAsync(app);
            await page.GotoAsync("/access/hierarchy");
            await Expect(Item(page, "EMEA, region")).ToBeVisibleAsync();
            await page.Locator("[role=treeitem][tabindex='0']").FocusAsync();

            foreach (var key in new[] { "ArrowDown", "e", "ArrowRight" }) await page.Keyboard.PressAsync(key);
            await Expect(Item(page, "Retail, unit")).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("ArrowRight");
            await Expect(Item(page, "Retail, unit")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("#node-h")).ToHaveTextAsync("Retail");
            await page.Keyboard.PressAsync("Shift+F10");
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Add child…" }).PressAsync("Enter");
            await Expect(page.OpenDialog("Add node").Field("Name")).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.OpenDialog("Add node")).ToBeHiddenAsync();
            Assert.Equal(0, await page.EvaluateAsync<int>("Math.max(0, document.documentElement.scrollWidth - innerWidth)"));
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Node_types_are_defined_and_asked_for()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/access/hierarchy");
            await page.Button("Node types").ClickAsync();
            var dialog = page.OpenDialog("Node types");
            await dialog.Button("Add type").ClickAsync();
            await dialog.Field("Type 1").FillAsync("Region");
            await dialog.Button("Add type").ClickAsync();
            await dialog.Field("Type 2").FillAsync("Site");
            await dialog.Field("Deepest level").FillAsync("2");
            await Axe.AssertAccessibleAsync(page);
            await dialog.Button("Save").ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();

            await page.Locator("#add-node").ClickAsync();
            var add = page.OpenDialog("Add node");
            await Expect(add.Field("Type").Locator("option")).ToHaveTextAsync(["Region"]);
            await add.Field("Name").FillAsync("EMEA");
            await add.Button("Add node").ClickAsync();
            await Expect(Item(page, "EMEA, Region")).ToBeFocusedAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    private static ILocator Item(IPage page, string name) => page.Locator("#hierarchy-tree").GetByRole(AriaRole.Treeitem, new() { Name = name, Exact = true });

    private static async Task AddAsync(IPage page, string name, string type)
    {
        await page.Locator("#add-node").ClickAsync();
        var dialog = page.OpenDialog("Add node");
        await dialog.Field("Name").FillAsync(name);
        await dialog.Field("Type").FillAsync(type);
        await dialog.Button("Add node").ClickAsync();
        await Expect(page.Locator("#node-h")).ToHaveTextAsync(name);
    }
}
