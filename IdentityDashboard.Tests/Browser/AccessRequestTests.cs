using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>From an empty hierarchy to access that ends by itself, as an administrator and a newcomer do it.</summary>
public sealed class AccessRequestTests
{
    private const string Pat = "pat.lee@example.com";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S10_S11_S16_A_place_a_role_an_invited_Grantee_a_request_an_approval_and_its_end(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        await using var admin = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await using var invited = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 390, Height = 844 });
        // What a page looks like doesn't depend on the database.
        Func<IPage, Task> look = database == Database.Sqlite ? Axe.AssertAccessibleAsync : _ => Task.CompletedTask;
        var link = "";
        await admin.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await AddNodeAsync(page);
            await CreateRoleAsync(page);
            await page.OpenIdentitiesAsync();
            await InviteAsync(page);
            await Expect(page.GetByText("Pat Lee").First).ToBeVisibleAsync();
            link = await page.AcceptLinkFromDevMailAsync(Pat);
        });
        await invited.DoAsync(async page =>
        {
            await page.AcceptAsync(link);
            await Expect(page.Heading("My access")).ToBeVisibleAsync();
            await Expect(page.GetByText("Nothing to request")).ToBeVisibleAsync();
        });

        await admin.DoAsync(page => CreateFlowAsync(page, look));
        await invited.DoAsync(page => RequestAsync(page, look));
        await admin.DoAsync(page => ApproveAsync(page, look));
        await invited.DoAsync(async page =>
        {
            var mine = page.GetByRole(AriaRole.List, new() { Name = "What I have" });
            await Expect(mine.GetByText("Editor", new() { Exact = true })).ToBeVisibleAsync();
            await Expect(mine.GetByText(new System.Text.RegularExpressions.Regex("Ends in (1 hour|59 minutes)"))).ToBeVisibleAsync();
            await look(page);
            Assert.True(await MayAsync(app));
            await EndInAsync(app, TimeSpan.FromSeconds(4));
            await Expect(mine.GetByText("Editor", new() { Exact = true })).ToBeHiddenAsync(new() { Timeout = 20_000 });
            await Expect(page.GetByText("Expired")).ToBeVisibleAsync();
        });

        Assert.False(await MayAsync(app));
        admin.AssertNoConsoleErrors();
        invited.AssertNoConsoleErrors();
    }

    private static async Task AddNodeAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Hierarchy" }).ClickAsync();
        await page.Heading("Only the root so far").WaitForAsync();
        await page.Locator("#add-node").ClickAsync();
        var dialog = page.OpenDialog("Add node");
        await dialog.Field("Name").FillAsync("EMEA");
        await dialog.Field("Type").FillAsync("region");
        await dialog.Button("Add node").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    private static async Task InviteAsync(IPage page)
    {
        await page.Button("Invite & Assign").ClickAsync();
        var dialog = page.OpenDialog("Invite & Assign");
        await dialog.Field("Email").FillAsync(Pat);
        await dialog.Field("First name").FillAsync("Pat");
        await dialog.Field("Last name").FillAsync("Lee");
        await dialog.GetByRole(AriaRole.Radio, new() { NameRegex = new("Grantee") }).CheckAsync();
        await dialog.Field("Search nodes").FillAsync("EMEA");
        await dialog.GetByRole(AriaRole.Treeitem).Filter(new() { HasText = "EMEA" }).Locator("> span").ClickAsync();
        await dialog.Button("Send invite").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
    }

    private static async Task CreateRoleAsync(IPage page)
    {
        await page.GotoAsync("/access/roles?tab=permissions");
        await page.Button("Add resource").ClickAsync();
        var resource = page.OpenDialog("Add resource");
        await resource.Field("Resource").FillAsync("invoice");
        await resource.Button("Add 4 permissions").ClickAsync();
        await Expect(resource).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Roles" }).ClickAsync();
        await page.Button("Create role").ClickAsync();
        var dialog = page.OpenDialog("Create role");
        await dialog.Field("Name").FillAsync("Editor");
        await dialog.Button("Create role").ClickAsync();
        await page.Heading("Editor").WaitForAsync();
        await page.GetByLabel("invoice.read", new() { Exact = true }).CheckAsync();
        await page.Button("Save").ClickAsync();
        await Expect(page.Button("Save")).ToBeHiddenAsync();
    }

    private static async Task CreateFlowAsync(IPage page, Func<IPage, Task> look)
    {
        await page.GotoAsync("/access/flows");
        await page.Button("Create flow").ClickAsync();
        var dialog = page.OpenDialog("Create flow");
        await dialog.Field("Name").FillAsync("Month end");
        await dialog.Field("Requesting people").FillAsync("pat");
        await dialog.Locator("#requesting-people-list").GetByRole(AriaRole.Option, new() { NameRegex = new("Pat Lee") }).ClickAsync();
        await dialog.Field("Approving people").FillAsync("nora");
        await dialog.Locator("#approving-people-list").GetByRole(AriaRole.Option, new() { NameRegex = new("Nora Lindqvist") }).ClickAsync();
        await dialog.Field("Role").SelectOptionAsync(new SelectOptionValue { Label = "Editor" });
        await dialog.Field("Node").SelectOptionAsync(new SelectOptionValue { Label = "EMEA" });
        await dialog.Button("Add role").ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.List, new() { Name = "What can be requested" }).GetByText("Editor")).ToBeVisibleAsync();
        await look(page);
        await dialog.Button("Create flow").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Access flows" }).GetByText("Month end", new() { Exact = true }).First).ToBeVisibleAsync();
        await look(page);
    }

    private static async Task RequestAsync(IPage page, Func<IPage, Task> look)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Request access by Month end" }).ClickAsync();
        var dialog = page.OpenDialog("Request access");
        await dialog.Field("Duration").SelectOptionAsync(new SelectOptionValue { Label = "1 hour" });
        await dialog.Field("Reason").FillAsync("Closing November");
        await Expect(dialog.GetByText("You get a mail when it is decided.")).ToBeVisibleAsync();
        await look(page);
        await dialog.Button("Request access").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "My requests" }).GetByText("Waiting")).ToBeVisibleAsync();
    }

    private static async Task ApproveAsync(IPage page, Func<IPage, Task> look)
    {
        await page.GotoAsync("/");
        await Expect(page.GetByText("1 approval waiting")).ToBeVisibleAsync();
        await page.Link("Access requests").ClickAsync();
        var waiting = page.GetByRole(AriaRole.List, new() { Name = "Waiting for you" });
        await Expect(waiting.GetByText("Closing November")).ToBeVisibleAsync();
        await Expect(waiting.GetByText("Has now: Grantee at")).ToBeVisibleAsync();
        await look(page);
        await waiting.GetByRole(AriaRole.Button, new() { NameRegex = new("^Approve Pat Lee") }).ClickAsync();
        var dialog = page.OpenDialog("Approve Pat Lee");
        await Expect(dialog.GetByText("for 1 hour from now")).ToBeVisibleAsync();
        await look(page);
        await dialog.Button("Approve").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByText("Nothing waits")).ToBeVisibleAsync();
    }

    /// <summary>Moves the end near; the open page is told, as by any change.</summary>
    private static async Task EndInAsync(TestApp app, TimeSpan left)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var made = await db.Assignments.SingleAsync(a => a.EffectiveTo != null);
        made.EffectiveTo = DateTimeOffset.UtcNow + left;
        await db.SaveChangesAsync();
        app.Service<ChangeFeed>().Publish(made.AccountId, ChangeTopic.Access);
    }

    private static async Task<bool> MayAsync(TestApp app)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var pat = await db.Identities.Where(i => i.NormalizedEmail == Pat).Select(i => i.Id).SingleAsync();
        var node = await db.Nodes.Where(n => n.Name == "EMEA").Select(n => n.Id).SingleAsync();
        return await app.Service<AccessService>().EvaluateAsync(db, pat, "invoice.read", node, CancellationToken.None);
    }
}
