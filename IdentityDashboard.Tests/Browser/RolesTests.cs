using IdentityDashboard.Features.Roles;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>From an empty catalogue to the answer why somebody has access, in the words of the screen.</summary>
public sealed class RolesTests
{
    [Fact]
    public async Task A_resource_a_role_an_assignment_and_why()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Roles" }).ClickAsync();
            await page.Heading("Roles").WaitForAsync();
            await page.GetByRole(AriaRole.Tab, new() { Name = "Permissions" }).ClickAsync();
            await AddResourceAsync(page);

            await page.GetByRole(AriaRole.Tab, new() { Name = "Roles" }).ClickAsync();
            await CreateRoleAsync(page);
            await page.GetByLabel("invoice.read", new() { Exact = true }).CheckAsync();
            await page.GetByLabel("invoice.update", new() { Exact = true }).CheckAsync();
            await Expect(page.GetByText("2 added · affects nobody yet")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.Button("Save").ClickAsync();
            await Expect(page.Button("Save")).ToBeHiddenAsync();

            await page.GotoAsync("/access/identities");
            await page.CreateIdentityAsync("pat@halden.example", "Pat", "Lee");
            await page.GotoAsync($"/identities/{await IdOfAsync(app, "pat@halden.example")}?tab=access");
            await AssignAsync(page);
            await WhyAsync(page);

            await page.GotoAsync("/access/who-can?permission=invoice.read");
            var people = page.GetByRole(AriaRole.List, new() { Name = "People who can" });
            await Expect(people.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
            await Expect(people.GetByText("Directly: Editor at")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Leaving_with_ticks_unsaved_asks()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            var (admin, place, _) = await Seed.AdministratorAsync(app);
            var role = (await app.Service<RoleService>().CreateAsync(admin, place.EnvironmentId, "Editor", null, CancellationToken.None)).Value;
            await page.GotoAsync($"/access/roles/{role}");
            await page.GetByLabel("audit.read", new() { Exact = true }).CheckAsync();
            await Expect(page.Button("Save")).ToBeVisibleAsync();

            await page.Link("My account").ClickAsync();
            var dialog = page.OpenDialog("Discard what you ticked?");
            await dialog.Button("Keep editing").ClickAsync();
            await Expect(page.Heading("Editor")).ToBeVisibleAsync();
            await page.Link("My account").ClickAsync();
            await dialog.Button("Discard").ClickAsync();

            await Expect(page.Heading("My account")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    private static async Task AddResourceAsync(IPage page)
    {
        await page.Button("Add resource").ClickAsync();
        var dialog = page.OpenDialog("Add resource");
        await dialog.Field("Resource").FillAsync("invoice");
        await Expect(dialog.GetByText("invoice.create, invoice.read, invoice.update, invoice.delete")).ToBeVisibleAsync();
        await Axe.AssertAccessibleAsync(page);
        await dialog.Button("Add 4 permissions").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "The application’s permissions" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(4);
    }

    private static async Task CreateRoleAsync(IPage page)
    {
        await page.Button("Create role").ClickAsync();
        var dialog = page.OpenDialog("Create role");
        await dialog.Field("Name").FillAsync("Editor");
        await dialog.Field("Description").FillAsync("Writes invoices.");
        await Axe.AssertAccessibleAsync(page);
        await dialog.Button("Create role").ClickAsync();
        await page.Heading("Editor").WaitForAsync();
    }

    private static async Task AssignAsync(IPage page)
    {
        await page.Button("Assign role").ClickAsync();
        var dialog = page.OpenDialog("Assign role");
        await dialog.Field("Role").SelectOptionAsync(new SelectOptionValue { Label = "Editor" });
        await dialog.Field("Until").FillAsync("2040-05-01T09:00");
        await Expect(dialog.GetByText("until 1 May 2040, 09:00 UTC")).ToBeVisibleAsync();
        await Axe.AssertAccessibleAsync(page);
        await dialog.Button("Assign role").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Access 1" })).ToBeVisibleAsync();
    }

    private static async Task WhyAsync(IPage page)
    {
        await page.Button("Why does Pat have…?").ClickAsync();
        var dialog = page.OpenDialog("Why does Pat have…?");
        await dialog.Field("Permission").SelectOptionAsync("invoice.update");
        await Expect(dialog.GetByText("Yes, in 1 way.")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("Given by Nora Lindqvist")).ToBeVisibleAsync();
        await Axe.AssertAccessibleAsync(page);
        await dialog.Field("Permission").SelectOptionAsync("invoice.delete");
        await Expect(dialog.GetByText("No role that Pat holds has it, and none did.")).ToBeVisibleAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).First.ClickAsync();
    }

    private static async Task<Guid> IdOfAsync(TestApp app, string email)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.Identities.Where(i => i.NormalizedEmail == email).Select(i => i.Id).SingleAsync();
    }
}
