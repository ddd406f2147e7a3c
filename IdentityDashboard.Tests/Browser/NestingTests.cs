using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>A group stands inside another: its people have what the outer one gives, the page says why, and what it costs to take it out.</summary>
public sealed class NestingTests
{
    [Fact]
    public async Task S17_A_group_is_put_into_another_its_people_have_the_role_and_lose_it_again()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });

        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            var (outer, person) = await IdsAsync(app);
            await page.GotoAsync($"/groups/{outer}");
            await page.Button("Assign role").ClickAsync();
            var assign = page.OpenDialog("Assign role");
            await assign.Field("Role").SelectOptionAsync(new SelectOptionValue { Label = "Grantee" });
            await assign.Button("Assign role").ClickAsync();
            await Expect(assign).ToBeHiddenAsync();

            await page.Button("Add groups inside").ClickAsync();
            var nest = page.OpenDialog("Add groups inside");
            await nest.GetByRole(AriaRole.Combobox).FillAsync("Retail");
            await page.GetByRole(AriaRole.Option, new() { Name = "Retail leads" }).ClickAsync();
            await Axe.AssertAccessibleAsync(page);
            await nest.Button("Add group").ClickAsync();
            await Expect(nest).ToBeHiddenAsync();
            await Expect(page.GetByRole(AriaRole.List, new() { Name = "Groups inside Contractors" }).GetByRole(AriaRole.Link, new() { Name = "Retail leads" })).ToBeVisibleAsync();

            await page.GotoAsync($"/identities/{person}?tab=access");
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Grantee @") }).ClickAsync();
            await Expect(page.GetByText("Stands inside Contractors")).ToBeVisibleAsync();
            await Axe.AssertAccessibleAsync(page);

            await page.GotoAsync($"/groups/{outer}");
            await page.Button("Take out Retail leads").ClickAsync();
            var take = page.OpenDialog("Take Retail leads out of Contractors");
            await Expect(take.GetByText("They lose Grantee")).ToBeVisibleAsync();
            await take.Button("Take out").ClickAsync();
            await Expect(take).ToBeHiddenAsync();
            await page.GotoAsync($"/identities/{person}?tab=access");
            await Expect(page.Heading("No role yet")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    /// <summary>Contractors, which is empty, and Benedikt, who is in Retail leads and has no role.</summary>
    private static async Task<(Guid Outer, Guid Person)> IdsAsync(TestApp app)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return (await db.Groups.Where(g => g.Name == "Contractors").Select(g => g.Id).SingleAsync(), await db.Identities.Where(i => i.FirstName == "Benedikt").Select(i => i.Id).SingleAsync());
    }
}
