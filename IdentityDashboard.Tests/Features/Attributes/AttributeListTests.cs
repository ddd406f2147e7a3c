using Bunit;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Attributes;

public sealed class AttributeListTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task S87_Without_attributes_the_list_explains_and_the_first_is_added()
    {
        var (app, account) = await StartAsync();
        await using var page = await PageContext.Async(app, account);
        var list = Open(page, account);
        Assert.Contains("No attributes yet", list.Text(), StringComparison.Ordinal);

        _ = list.Find("#add-attribute").ClickAsync(new());
        page.Host.WaitForElement("#attribute-label", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#attribute-label").Input("Team"));
        await page.Host.InvokeAsync(() => page.Host.Find("#attribute-kind").Change("Choice"));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());
        page.Host.WaitForAssertion(() => Assert.Contains("Enter at least one option.", page.Host.Text(), StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("[aria-label='Option 1']").Input("Red"));
        await page.Host.InvokeAsync(() => page.Host.Find("#add-option").Click());
        await page.Host.InvokeAsync(() => page.Host.Find("[aria-label='Option 2']").Input("Blue"));
        page.Host.WaitForAssertion(() => Assert.Equal(["Not set", "Red", "Blue"], page.Host.FindAll("#preview-preview option").Select(o => o.TextContent)), Patience);
        page.Host.WaitForAssertion(() => Assert.Empty(page.Host.FindAll("#attribute-unique")), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#attribute-searchable").Change(true));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        list.WaitForAssertion(() => Assert.Contains("Team", list.Find(".attr-list").TextContent, StringComparison.Ordinal), Patience);
        list.WaitForAssertion(() => Assert.Contains("Searchable", list.Find(".attr-list").TextContent, StringComparison.Ordinal), Patience);
        list.WaitForAssertion(() => Assert.Contains("Nobody has one yet", list.Text(), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task The_preview_tells_what_would_be_refused()
    {
        var (app, account) = await StartAsync();
        await using var page = await PageContext.Async(app, account);
        _ = Open(page, account).Find("#add-attribute").ClickAsync(new());

        page.Host.WaitForElement("#attribute-kind", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#attribute-kind").Change("Number"));
        await page.Host.InvokeAsync(() => page.Host.Find("#preview-preview").Input("many"));

        page.Host.WaitForAssertion(() => Assert.Contains("Enter a number", page.Host.Find("#preview-preview-err").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task U69_Deleting_names_how_many_people_lose_a_value()
    {
        var (app, account) = await StartAsync();
        await app.AttributeAsync(account, Defined.Draft("Floor", AttributeKind.Number));
        await app.CreateAsync(account, ("floor", "3"));
        await app.CreateAsync(account, ("floor", "4"));
        await using var page = await PageContext.Async(app, account);
        var list = Open(page, account);

        await list.InvokeAsync(() => list.Button("More actions for Floor").Click());
        await list.InvokeAsync(() => list.Find("[role=menuitem]").Click());
        page.Host.WaitForAssertion(() => Assert.Contains("2 people lose what their record says there, for good", page.Host.Text(), StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".btn-danger").Click());

        list.WaitForAssertion(() => Assert.Contains("No attributes yet", list.Text(), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Attributes_are_put_in_order_with_buttons()
    {
        var (app, account) = await StartAsync();
        await app.AttributeAsync(account, Defined.Draft("One"));
        await app.AttributeAsync(account, Defined.Draft("Two"));
        await using var page = await PageContext.Async(app, account);
        var list = Open(page, account);

        await list.InvokeAsync(() => list.Button("Move Two up").Click());

        list.WaitForAssertion(() => Assert.Equal(["Two", "One"], list.FindAll(".attr-what > b").Select(b => b.TextContent)), Patience);
        list.WaitForAssertion(() => Assert.Equal("Two is now number 1 of 2", list.Find("[role=status]").TextContent), Patience);
    }

    [Fact]
    public async Task Of_two_who_edit_one_attribute_the_second_chooses_and_keeps_what_was_typed()
    {
        var (app, account) = await StartAsync();
        var field = await app.AttributeAsync(account, Defined.Draft("Team", AttributeKind.Choice, options: ["Red", "Blue"]));
        var person = (await app.CreateAsync(account, ("team", "Red"))).Value;
        await using var page = await PageContext.Async(app, account);
        _ = Open(page, account).FindAll("button").First(b => b.TextContent.StartsWith("Edit", StringComparison.Ordinal)).ClickAsync(new());
        page.Host.WaitForElement("#attribute-label", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#attribute-label").Input("Crew"));
        await page.Host.InvokeAsync(() => page.Host.Find("[aria-label='Option 2']").Input("Navy"));
        await app.Service<AttributeService>().UpdateAsync(account.Admin, field.Id,
            field.Edit() with { Label = "Squad", Help = "Since May", Options = [new("Red", "Scarlet"), new("Blue", "Blue")] }, field.Version, Ct);

        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        page.Host.WaitForAssertion(() => Assert.Equal(["Label", "Options"], page.Host.FindAll(".clash-l > li > b").Select(b => b.TextContent)), Patience);
        page.Host.WaitForAssertion(() => Assert.Contains("Help (now Since May)", page.Host.Text(), StringComparison.Ordinal), Patience);
        page.Host.WaitForAssertion(() => Assert.Equal("Crew", page.Host.Find("#attribute-label").GetAttribute("value")), Patience);
        await page.Host.InvokeAsync(() => page.Host.FindAll(".clash-l button")[0].Click());
        await page.Host.InvokeAsync(() => page.Host.FindAll(".clash-l button")[3].Click());
        page.Host.WaitForAssertion(() => Assert.Equal("Scarlet", page.Host.Find("[aria-label='Option 1']").GetAttribute("value")), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        page.Host.WaitForAssertion(() => Assert.Empty(page.Host.FindAll(".dlg")), Patience);
        var now = (await app.Service<AttributeQueries>().DefinitionsAsync(account.Admin, Ct)).Single();
        Assert.Equal(("Crew", "Since May"), (now.Label, now.Help));
        Assert.Equal(["Scarlet", "Blue"], now.Options);
        Assert.Equal("Scarlet", (await app.DetailAsync(account, person.Id)).Traits["team"]);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S87_Create_Identity_asks_for_attributes_and_says_who_has_a_unique_value(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.App.AttributeAsync(desk.Account, Defined.Draft("Cost centre", required: true));
        await desk.App.AttributeAsync(desk.Account, Defined.Draft("Staff number", unique: true));
        await desk.App.AttributeAsync(desk.Account, Defined.Draft("Badge issued", AttributeKind.YesNo));
        await desk.App.CreateAsync(desk.Account, ("cost_centre", "1"), ("staff_number", "A1"));
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");
        await desk.FillAndLeaveAsync("Staff number", "a1");

        Assert.Equal("Somebody else has this value.", desk.ErrorOf("Staff number"));
        Assert.NotNull(desk.Link("Open Pat Lee in a new tab"));
        Assert.Equal("Optional", desk.HelpOf("Badge issued"));
        await desk.ClickAsync("Create Identity");
        Assert.Equal("Enter a value for Cost centre.", desk.ErrorOf("Cost centre"));
        await desk.FillAsync("Cost centre", "4711");
        await desk.FillAndLeaveAsync("Staff number", "A2");
        await desk.ChooseAsync("Badge issued", "Yes");
        await desk.ClickAsync("Create Identity");

        var created = await desk.CreatedAsync();
        Assert.Equal(Defined.Traits(("cost_centre", "4711"), ("staff_number", "A2"), ("badge_issued", "yes")), (await desk.App.DetailAsync(desk.Account, created.Id)).Traits);
    }

    private static async Task<(TestApp App, TestAccount Account)> StartAsync()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        return (app, await app.AccountAsync());
    }

    private static IRenderedComponent<AttributeList> Open(PageContext page, TestAccount account)
    {
        page.Host = page.Bunit.Render<IdentityDashboard.Ui.DialogHost>();
        var workspace = new WorkspaceContext(account.Admin, account.View, _ => Task.CompletedTask, () => Task.CompletedTask);
        var list = page.Bunit.Render<AttributeList>(p => p.Add(l => l.Workspace, workspace));
        list.WaitForElement("#add-attribute", Patience);
        return list;
    }
}
