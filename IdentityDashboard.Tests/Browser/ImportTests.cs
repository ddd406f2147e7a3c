using System.Text;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>A file of people, from the button on the Identities page to the way back.</summary>
public sealed class ImportTests
{
    /// <summary>As Excel saves it where the comma is a decimal sign.</summary>
    private const string Broken = """
        E-mail;Vorname;Nachname;Gruppen;Büro
        mia.larsen@halden.example;Mia;Larsen;Retail leads;Oslo
        peter.osei@halden.example;Peter;Osei;Retial leads;Accra
        ana.brito@halden.example;Ana;Brito;Retial leads;Porto
        kiosk-two;Kiosk;Two;;Oslo
        zoe@@halden.example;Zoe;Hahn;;Bonn
        """;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U51_to_U61_A_file_with_faults_is_mended_imported_and_taken_back(Database database)
    {
        if (database == Database.Postgres) Assert.SkipUnless(TestPostgres.IsAvailable, TestPostgres.Missing);
        await using var app = await TestApp.StartAsync(database);
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 1000 });

        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            var (admin, _, _) = await Seed.AdministratorAsync(app);
            await app.Service<GroupService>().CreateAsync(admin, "Retail leads", [], CancellationToken.None);
            await page.OpenIdentitiesAsync();
            await page.Link("Import CSV").ClickAsync();
            await page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Create") }).CheckAsync();
            await page.Button("Next").ClickAsync();
            await UploadAsync(page, "hr-november.csv", Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(Broken.ReplaceLineEndings("\r\n"))).ToArray());

            await Expect(page.GetByText("CSV with semicolons, UTF-8, first row names the columns")).ToBeVisibleAsync();
            await Expect(Mapping(page, "E-mail")).ToContainTextAsync("mia.larsen@halden.examplepeter.osei@halden.example");
            await Expect(Mapping(page, "E-mail")).ToContainTextAsync("Guess");
            await page.Field("E-mail becomes").SelectOptionAsync("Not imported");
            await Expect(page.GetByText("No column gives the email.")).ToBeVisibleAsync();
            await page.Button("Check every row").ClickAsync();
            await Expect(page.GetByText("No column gives the email.")).ToBeVisibleAsync();
            await page.Field("E-mail becomes").SelectOptionAsync("Email");
            await Expect(page.GetByText("No column gives the email.")).ToBeHiddenAsync();
            await Axe.AssertAccessibleInBothSchemesAsync(page);
            await page.Button("Check every row").ClickAsync();

            await Expect(page.GetByText("Nothing has been written yet.")).ToBeVisibleAsync();
            await Expect(Count(page, "Create")).ToHaveTextAsync("1");
            await Expect(Count(page, "Error")).ToHaveTextAsync("4");
            Assert.Equal(1, await app.QueryAsync(db => db.Identities.CountAsync(TestContext.Current.CancellationToken)));
            await page.GetByRole(AriaRole.Switch, new() { Name = "Only errors" }).CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("Retial leads") }).ClickAsync();
            await Axe.AssertAccessibleInBothSchemesAsync(page);
            await page.Button("Change all alike…").First.ClickAsync();
            await page.OpenDialog("Change all alike").Field("Change to").FillAsync("Retail leads");
            await page.OpenDialog("Change all alike").Button("Change").ClickAsync();
            await Expect(page.OpenDialog("Change all alike")).ToHaveCountAsync(0);
            await Expect(Count(page, "Create")).ToHaveTextAsync("3");
            await page.ReloadAsync();
            await Expect(Count(page, "Error")).ToHaveTextAsync("2");

            var zoe = await CellAsync(page, "Email of row 6");
            await zoe.FillAsync("zoe@halden.example");
            await zoe.PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Row).Filter(new() { Has = zoe }).GetByText("Fixed")).ToBeVisibleAsync();
            await Expect(Count(page, "Create")).ToHaveTextAsync("4");
            await Expect(page.GetByText("1 row with a problem stays out. No mail is sent.")).ToBeVisibleAsync();
            await page.Button("Import 4 rows").ClickAsync();

            await page.Heading("4 rows imported, 1 stayed out").WaitForAsync();
            await Axe.AssertAccessibleInBothSchemesAsync(page);
            var errors = await DownloadAsync(page, "Error file");
            Assert.Contains("problem", errors, StringComparison.Ordinal);

            await page.Link("Import another file").ClickAsync();
            await page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Create") }).CheckAsync();
            await page.Button("Next").ClickAsync();
            await UploadAsync(page, "errors.csv", Encoding.UTF8.GetBytes(errors.Replace("kiosk-two", "kiosk@halden.example", StringComparison.Ordinal)));
            await page.Button("Check every row").ClickAsync();
            await page.Button("Import 1 row").ClickAsync();
            await page.Heading("1 row imported").WaitForAsync();

            await page.Button("Undo…").ClickAsync();
            await Expect(page.OpenDialog("Undo import").GetByText("1 person is taken back.")).ToBeVisibleAsync();
            await page.OpenDialog("Undo import").Button("Undo 1").ClickAsync();
            await page.Heading("1 person taken back").WaitForAsync();
            await page.Link("All imports").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Imports" }).GetByText("Undone")).ToBeVisibleAsync();
            await page.GotoAsync("/access/identities?q=halden");
            await Expect(page.Link("Mia Larsen")).ToBeVisibleAsync();
            await Expect(page.Link("Kiosk Two")).ToBeHiddenAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U59_U62_Pasted_rows_are_invited_on_a_phone_and_the_check_survives_a_refresh()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 390, Height = 844 });

        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/access/import?mode=invite");
            await page.GetByText("Paste rows instead").ClickAsync();
            await page.Field("Rows").FillAsync("email\tfirst name\nmia.larsen@halden.example\tMia\nnora@halden.example\tNora\n");
            await page.Button("Use these rows").ClickAsync();
            await page.Heading("Which column is what").WaitForAsync();
            await page.GetByRole(AriaRole.Switch, new() { Name = "Send invitations by mail" }).CheckAsync();
            await Axe.AssertAccessibleInBothSchemesAsync(page);
            await page.Button("Check every row").ClickAsync();
            await Expect(page.GetByText("1 mail is sent.")).ToBeVisibleAsync();
            await page.ReloadAsync();
            await Expect(Count(page, "Unchanged")).ToHaveTextAsync("1");
            await Axe.AssertAccessibleInBothSchemesAsync(page);
            await page.Button("Import 1 row").ClickAsync();
            await page.Heading("1 row imported").WaitForAsync();
            await Axe.AssertAccessibleInBothSchemesAsync(page);
            await page.Link("Open list").ClickAsync();
            await Expect(page.GetByText("mia.larsen@halden.example")).ToBeVisibleAsync();
        });

        Assert.Equal(1, await app.QueryAsync(db => db.MailOutbox.CountAsync(m => m.Recipient == "mia.larsen@halden.example", TestContext.Current.CancellationToken)));
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task An_Owner_imports_into_the_directory_and_updates_who_is_there()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/tenant/identities");
            await page.Link("Import CSV").ClickAsync();
            await page.Button("Next").ClickAsync();
            await UploadAsync(page, "people.xlsx", [0x50, 0x4B]);
            await Expect(page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "workbook" })).ToContainTextAsync("“people.xlsx” is a workbook. Save it as CSV");
            await UploadAsync(page, "people.csv", Encoding.UTF8.GetBytes("email,first_name,last_name,external_id\nnora@halden.example,Eleonora,Lindqvist,17\nugo@halden.example,Ugo,Rossi,18\n"));
            await page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Update existing") }).CheckAsync();
            await page.Button("Check every row").ClickAsync();
            await Expect(Count(page, "Update")).ToHaveTextAsync("1");
            await page.Link("Columns").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Radio, new() { NameRegex = new("^Update existing") })).ToBeCheckedAsync();
            await page.Button("Check every row").ClickAsync();
            await page.Button("Import 2 rows").ClickAsync();
            await page.Heading("2 rows imported").WaitForAsync();
            await page.Link("Open list").ClickAsync();
            await Expect(page.Link("Eleonora Lindqvist")).ToBeVisibleAsync();
            await Expect(page.Link("Ugo Rossi")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    private static async Task UploadAsync(IPage page, string name, byte[] content)
    {
        await page.Locator("#import-file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = content });
        if (name.EndsWith(".csv", StringComparison.Ordinal)) await page.Heading("Which column is what").WaitForAsync();
    }

    private static ILocator Mapping(IPage page, string column) => page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = column, Exact = true }) });

    private static ILocator Count(IPage page, string name) =>
        page.GetByRole(AriaRole.Group, new() { Name = "What the rows come to" }).Locator("> *").Filter(new() { HasText = name }).Locator("b");

    private static async Task<ILocator> CellAsync(IPage page, string label)
    {
        await page.Locator(".grp .tog").First.WaitForAsync();
        foreach (var group in await page.Locator(".grp .tog").AllAsync())
        {
            if (await group.GetAttributeAsync("aria-expanded") == "false") await group.ClickAsync();
        }

        return page.Field(label);
    }

    private static async Task<string> DownloadAsync(IPage page, string link)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.Link(link).ClickAsync());
        return await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken);
    }
}
