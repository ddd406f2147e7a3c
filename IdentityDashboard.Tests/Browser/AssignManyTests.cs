using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>Several people get a role at several nodes from where one stands, and it is taken back.</summary>
public sealed class AssignManyTests
{
    [Theory, InlineData(1280), InlineData(390)]
    public async Task S39_People_are_assigned_from_a_node_with_a_preview_and_undone(int width)
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = width });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            await Seed.NodesAsync(app);
            await page.GotoAsync($"/access/hierarchy?node={await NodeAsync(app, "EMEA")}");
            await page.Button("Assign people here").ClickAsync();
            var dialog = page.OpenDialog("Assign people");
            await PickAsync(dialog, "People", "Pat Lee");
            await PickAsync(dialog, "People", "Hugo Salinas");
            await PickAsync(dialog, "Roles", "Grantee");
            await PickAsync(dialog, "Nodes", "APAC");
            await Expect(dialog.GetByText("4 assignments will be made.")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            await dialog.Button("Assign 4").ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();
            Assert.Equal(4, await CountAsync(app));
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Pat Lee" })).ToBeVisibleAsync();

            await page.Button("Undo").ClickAsync();
            var undo = page.OpenDialog("Undo");
            await undo.Button("Undo 2").ClickAsync();
            await Expect(undo).ToBeHiddenAsync();
            Assert.Equal(0, await CountAsync(app));
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task What_is_chosen_or_typed_ahead_of_the_server_is_what_counts()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            await Seed.NodesAsync(app);
            await page.GotoAsync($"/access/hierarchy?node={await NodeAsync(app, "EMEA")}");
            await page.Button("Assign people here").ClickAsync();
            var dialog = page.OpenDialog("Assign people");
            var field = dialog.GetByRole(AriaRole.Combobox, new() { Name = "People" });
            var options = dialog.Page.GetByRole(AriaRole.Option);

            // The list narrows while the button is down: the option pressed is the option meant.
            await field.ClickAsync();
            await options.Filter(new() { HasText = "Pat Lee" }).HoverAsync();
            await page.Mouse.DownAsync();
            await page.Keyboard.TypeAsync("Pat Lee");
            await Expect(options).ToHaveCountAsync(1);
            await page.Mouse.UpAsync();
            await Expect(dialog.Button("Remove Pat Lee")).ToBeVisibleAsync();
            await Expect(field).ToHaveValueAsync("");

            // Two names in one go, faster than any answer.
            await page.Keyboard.TypeAsync("Hugo\nMira");
            await Expect(dialog.Button("Remove Hugo Salinas")).ToBeVisibleAsync();
            await Expect(field).ToHaveValueAsync("Mira");
        });
        browser.AssertNoConsoleErrors();
    }

    private static async Task PickAsync(ILocator dialog, string field, string what)
    {
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = field }).FillAsync(what);
        await dialog.Page.GetByRole(AriaRole.Option, new() { NameRegex = new($"^{what}") }).First.ClickAsync();
    }

    private static async Task<Guid> NodeAsync(TestApp app, string name)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.Nodes.Where(n => n.Name == name).Select(n => n.Id).SingleAsync();
    }

    private static async Task<int> CountAsync(TestApp app)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.Assignments.CountAsync(a => db.Nodes.Any(n => n.Id == a.NodeId && (n.Name == "EMEA" || n.Name == "APAC")));
    }
}
