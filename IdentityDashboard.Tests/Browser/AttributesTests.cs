using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>Custom attributes from their definition to a person's page, and two administrators on one record.</summary>
public sealed class AttributesTests
{
    [Fact]
    public async Task S87_S103_An_attribute_of_each_kind_is_defined_filled_in_and_read()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/settings");
            await DefineAsync(page, "Cost centre", "Text", "Required", "Searchable");
            await DefineAsync(page, "Staff number", "Number", "Unique");
            await DefineAsync(page, "Start date", "Date");
            await DefineAsync(page, "Contract", "Choice");
            await DefineAsync(page, "Badge issued", "Yes or no");

            await page.GotoAsync("/access/identities?open=create");
            var dialog = page.OpenDialog("Create Identity");
            await dialog.Field("Email").FillAsync("anita@halden.example");
            await dialog.Field("First name").FillAsync("Anita");
            await dialog.Field("Last name").FillAsync("Singh");
            await dialog.Button("Create Identity").ClickAsync();
            await Expect(dialog.Field("Cost centre")).ToBeFocusedAsync();
            await Expect(dialog.GetByText("Enter a value for Cost centre.")).ToBeVisibleAsync();
            await dialog.Field("Cost centre").FillAsync("<img src=x onerror=alert(1)>");
            await dialog.Field("Staff number").FillAsync("0042");
            await dialog.Field("Start date").FillAsync("2026-11-22");
            await dialog.Field("Contract").SelectOptionAsync("Part-time");
            await dialog.Field("Badge issued").SelectOptionAsync("Yes");
            await dialog.Button("Create Identity").ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();

            await page.GotoAsync($"/identities/{await IdOfAsync(app, "anita@halden.example")}?tab=attributes");
            var facts = page.Locator("dl.facts");
            foreach (var text in new[] { "<img src=x onerror=alert(1)>", "42", "22 Nov 2026", "Part-time", "Yes" }) await Expect(facts.GetByText(text, new() { Exact = true })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Tab, new() { Name = "Attributes 5" })).ToHaveAttributeAsync("aria-selected", "true");
            await Axe.AssertAccessibleAsync(page);
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Two_administrators_edit_one_person_and_nothing_is_lost()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/access/identities");
            await page.CreateIdentityAsync("pat@halden.example", "Pat", "Lee");
            var url = $"/identities/{await IdOfAsync(app, "pat@halden.example")}";
            var other = await page.Context.NewPageAsync();
            foreach (var each in new[] { page, other })
            {
                await each.GotoAsync(url);
                await each.Button("Edit").ClickAsync();
            }

            await page.Field("First name").FillAsync("Patricia");
            await page.Field("Phone Number").FillAsync("+44 20 7946 0018");
            await other.Field("First name").FillAsync("Patrick");
            await other.Field("Last name").FillAsync("Moss");
            await other.Button("Save").ClickAsync();
            await Expect(other.Heading("Patrick Moss")).ToBeVisibleAsync();

            var panel = page.GetByRole(AriaRole.Group, new() { Name = "Changed meanwhile by Nora Lindqvist" });
            await Expect(panel).ToContainTextAsync("Last name (now Moss)");
            await Expect(page.Field("Last name")).ToHaveValueAsync("Moss");
            await Expect(page.Field("First name")).ToHaveValueAsync("Patricia");
            await page.Button("Save").ClickAsync();
            await Expect(panel.GetByText("Choose first what stays: First name.")).ToBeVisibleAsync();
            await panel.Button("Keep mine for First name").ClickAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.Button("Save").ClickAsync();

            await Expect(page.Heading("Patricia Moss")).ToBeVisibleAsync();
            await Expect(page.Locator("dl.facts")).ToContainTextAsync("+442079460018");
            await Expect(other.Heading("Patricia Moss")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    private static async Task DefineAsync(IPage page, string label, string kind, params string[] flags)
    {
        await page.Button("Add attribute").ClickAsync();
        var dialog = page.OpenDialog("Add attribute");
        await dialog.Field("Label").First.FillAsync(label);
        await dialog.Field("Kind").SelectOptionAsync(new SelectOptionValue { Label = kind });
        if (kind == "Choice")
        {
            await dialog.Field("Option 1").FillAsync("Full-time");
            await dialog.Button("Add option").ClickAsync();
            await Expect(dialog.Field("Option 2")).ToBeFocusedAsync();
            await dialog.Field("Option 2").FillAsync("Part-time");
        }

        foreach (var flag in flags) await dialog.GetByRole(AriaRole.Switch, new() { Name = flag, Exact = true }).CheckAsync();
        await dialog.Button("Add attribute").ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.List, new() { Name = "Custom attributes" }).GetByText(label, new() { Exact = true }).First).ToBeVisibleAsync();
    }

    private static async Task<Guid> IdOfAsync(TestApp app, string email)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.Identities.Where(i => i.NormalizedEmail == email).Select(i => i.Id).SingleAsync();
    }
}
