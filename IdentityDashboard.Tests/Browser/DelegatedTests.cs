using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>An administrator whose role lies at a node opens every page there is a way to, and sees what lies there.</summary>
public sealed class DelegatedTests
{
    [Fact]
    public async Task An_administrator_of_a_node_opens_every_page_and_sees_only_what_lies_there()
    {
        await using var app = await TestApp.StartAsync();
        await using var setup = await Support.Browser.NewPageAsync(app.Url);
        await setup.DoAsync(page => page.SetUpAsync(app));
        await Seed.PeopleAsync(app);
        await Seed.NodesAsync(app);
        var person = await LeadAsync(app);
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync("lea@halden.example");
            await page.Heading("Overview").WaitForAsync();
            var navigation = page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
            await Expect(navigation.GetByRole(AriaRole.Link, new() { Name = "Applications" })).ToHaveCountAsync(0);
            var pages = await navigation.GetByRole(AriaRole.Link).EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))");
            foreach (var path in pages.Concat(["/access/identities?tab=groups", "/access/roles?tab=permissions", $"/identities/{person}", $"/identities/{person}?tab=access", $"/identities/{person}?tab=activity"]))
            {
                await page.GotoAsync(path);
                await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
                await page.Locator("[aria-busy=true]").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
                await Expect(page.GetByText("couldn’t be")).ToHaveCountAsync(0);
                await Axe.AssertAccessibleAsync(page);
            }

            await page.GotoAsync("/access/identities");
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Pat Lee" })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Nora Lindqvist" })).ToHaveCountAsync(0);
            await Expect(page.Button("Invite")).ToHaveCountAsync(0);

            await page.Button("Invite & Assign").ClickAsync();
            var invite = page.OpenDialog("Invite & Assign");
            await Expect(invite.GetByRole(AriaRole.Treeitem).First).ToContainTextAsync("EMEA");
            await Expect(invite.GetByRole(AriaRole.Treeitem).Filter(new() { HasText = "APAC" })).ToHaveCountAsync(0);
            await invite.Field("Email").FillAsync("kim@halden.example");
            await invite.Field("First name").FillAsync("Kim");
            await invite.Field("Last name").FillAsync("Holt");
            await invite.GetByRole(AriaRole.Radio, new() { NameRegex = new("Grantee") }).CheckAsync();
            await invite.GetByRole(AriaRole.Treeitem).First.Locator("> span").ClickAsync();
            await Expect(invite.GetByText("Kim becomes")).ToBeVisibleAsync();
            await invite.Button("Send invite").ClickAsync();
            await Expect(invite).ToBeHiddenAsync();
            await Expect(page.Locator(".pend").GetByText("kim@halden.example")).ToBeVisibleAsync();

            await page.GotoAsync("/access/hierarchy");
            await Expect(page.GetByRole(AriaRole.Treeitem).First).ToHaveAttributeAsync("aria-label", "EMEA, region");
            await Expect(page.GetByRole(AriaRole.Treeitem, new() { Name = "APAC" })).ToHaveCountAsync(0);

            await page.GotoAsync($"/identities/{person}?tab=access");
            await page.Button("Assign role").ClickAsync();
            var dialog = page.OpenDialog("Assign role");
            await Expect(dialog.Field("Node").GetByRole(AriaRole.Option, new() { Name = "APAC" })).ToHaveCountAsync(0);
            await dialog.Field("Role").SelectOptionAsync(new SelectOptionValue { Label = "Grantee" });
            await dialog.Field("Node").SelectOptionAsync(new SelectOptionValue { Label = "EMEA / Retail" });
            await dialog.Button("Assign role").ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();
            await Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Access 2" })).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    /// <summary>Lea, Admin at EMEA; Pat has a role there.</summary>
    private static async Task<Guid> LeadAsync(TestApp app)
    {
        var (admin, place, grantee) = await Seed.AdministratorAsync(app);
        await using var db = await app.Dbs.CreateDbContextAsync();
        var emea = await db.Nodes.Where(n => n.EnvironmentId == place.EnvironmentId && n.Name == "EMEA").Select(n => n.Id).SingleAsync();
        var role = await db.Roles.Where(r => r.EnvironmentId == place.EnvironmentId && r.Name == BuiltInRoles.Admin).Select(r => r.Id).SingleAsync();
        var lead = new NewIdentity("lea@halden.example", "Lea", "Branch") { Password = Steps.Password, EmailVerified = true, RoleId = role, NodeId = emea };
        await app.Service<IdentityService>().CreateAsync(admin, new CreateScope(place.ApplicationId, place.EnvironmentId), lead, CancellationToken.None);
        var pat = await db.Identities.Where(i => i.FirstName == "Pat").Select(i => i.Id).SingleAsync();
        db.Assignments.Add(new Assignment
        {
            AccountId = admin.AccountId, EnvironmentId = place.EnvironmentId, RoleId = grantee, NodeId = emea, IdentityId = pat, GrantedBy = "Nora Lindqvist", CreatedAt = DateTimeOffset.UtcNow,
        });
        await db.SaveChangesAsync();
        return pat;
    }
}
