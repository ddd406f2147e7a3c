using System.Text;
using System.Text.RegularExpressions;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Tests.Features.Import;
using IdentityDashboard.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>Ways through the import beside the straight one: dropped, cancelled, tried again, and files that can't be read.</summary>
public sealed class ImportWizardTests
{
    private const string Mixed = """
        E-mail;Vorname;Nachname;Personalnummer;Büro
        mia.larsen@halden.example;Mia;Larsen;7;Oslo
        peter.osei@halden.example;Peter;Osei;7;Accra
        kiosk-two;Kiosk;Two;8;Oslo
        """;

    private const string Drag = """
        text => {
            const zone = document.querySelector(".drop"), data = new DataTransfer();
            if (!zone) return false;
            data.items.add(new File([text], "dropped.csv", { type: "text/csv" }));
            const event = name => new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data });
            zone.dispatchEvent(event("dragover"));
            if (!zone.classList.contains("over")) return false;
            zone.dispatchEvent(event("drop"));
            return true;
        }
        """;

    [Fact]
    public async Task U52_U58_A_dropped_file_shows_what_was_recognised_its_errors_alone_and_what_failed_is_tried_again()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 1000 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/access/import?mode=create");
            await page.WaitForFunctionAsync(Drag, Mixed);
            await page.Heading("Which column is what").WaitForAsync();

            await TakenForAsync(page, "E-mail", "Email", isGuess: true);
            await TakenForAsync(page, "Vorname", "First name", isGuess: true);
            await TakenForAsync(page, "Personalnummer", "External ID", isGuess: true);
            await TakenForAsync(page, "Büro", "Not imported", isGuess: false);
            await page.Button("Check every row").ClickAsync();

            var (all, wrong) = (page.Locator(".grp"), page.Locator(".grp").Filter(new() { HasText = "They stay out until they are fixed." }));
            await Expect(all).ToHaveCountAsync(2);
            var onlyErrors = page.GetByRole(AriaRole.Switch, new() { Name = "Only errors" });
            await onlyErrors.CheckAsync();
            await Expect(all).ToHaveCountAsync(1);
            await Expect(wrong).ToHaveCountAsync(1);
            await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Error") })).ToHaveAttributeAsync("aria-pressed", "true");
            await onlyErrors.UncheckAsync();
            await Expect(all).ToHaveCountAsync(2);
            await page.Button("Import 1 row").ClickAsync();
            await page.Heading("1 row imported, 2 stayed out").WaitForAsync();

            await page.Button("Retry failed").ClickAsync();
            await page.Heading("Which column is what").WaitForAsync();
            await page.Button("Check every row").ClickAsync();
            await wrong.GetByRole(AriaRole.Button).First.ClickAsync();
            await wrong.GetByLabel(new Regex("^Email of row")).FillAsync("kiosk@halden.example");
            await page.Keyboard.PressAsync("Enter");
            await page.Button("Import 1 row").ClickAsync();
            await page.Heading("1 row imported, 1 stayed out").WaitForAsync();
        });

        Assert.Equal(["kiosk@halden.example", "mia.larsen@halden.example"], await app.QueryAsync(db => db.Identities.Where(i => i.FirstName != "Nora").Select(i => i.Email).Order().ToListAsync(TestContext.Current.CancellationToken)));
        browser.AssertNoConsoleErrors();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Cancelled_between_two_batches_it_says_what_was_done_and_what_was_not_reached(Database database)
    {
        if (database == Database.Postgres) Assert.SkipUnless(TestPostgres.IsAvailable, TestPostgres.Missing);
        var gate = new ReadGate();
        await using var app = await TestApp.StartAsync(database, services: gate.AddTo);
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 1000 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/access/import?mode=create");
            await UploadAsync(page, "crowd.csv", Encoding.UTF8.GetBytes(ImportWorld.Crowd(ImportRun.BatchSize + 50, "cancel.example")));
            await page.Button("Check every row").ClickAsync();
            await page.Button("Import 1,050 rows").WaitForAsync();
            // The first row of the second batch.
            gate.Shut("person001000@cancel.example");
            await page.Button("Import 1,050 rows").ClickAsync();
            await Expect(page.GetByText("1,000 of 1,050 rows")).ToBeVisibleAsync();

            await page.Button("Cancel the rest").ClickAsync();
            var sure = page.OpenDialog("Cancel the rest");
            await Expect(sure).ToContainTextAsync("Rows that are done stay done; the others are not imported.");
            await sure.Button("Cancel the rest").ClickAsync();

            await page.Heading("Cancelled after 1,000 rows").WaitForAsync();
            var outcome = page.GetByRole(AriaRole.Group, new() { Name = "Outcome" }).Locator("> *");
            await Expect(outcome.Filter(new() { HasText = "Imported" }).Locator("b")).ToHaveTextAsync("1,000");
            await Expect(outcome.Filter(new() { HasText = "Not reached" }).Locator("b")).ToHaveTextAsync("50");
            await Expect(page.Button("Undo…")).ToBeVisibleAsync();
            gate.Open();
            await page.Link("All imports").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Table, new() { Name = "Imports" }).GetByText("Cancelled")).ToBeVisibleAsync();
        });

        Assert.Equal(ImportRun.BatchSize, await app.QueryAsync(db => db.Identities.CountAsync(i => i.Email!.EndsWith("@cancel.example"), TestContext.Current.CancellationToken)));
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Where_hashing_takes_long_the_check_says_how_long_and_offers_faster_ways()
    {
        var rows = 200 * PasswordService.Threads;
        await using var app = await TestApp.StartAsync(services: s => s.PostConfigure<PasswordHasherOptions>(o => o.IterationCount = 1_000_000));
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 1000 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/access/import?mode=create");
            var file = "email,first_name,last_name,password\r\n" + string.Concat(Enumerable.Range(0, rows).Select(n => $"person{n}@hash.example,Person,N{n},harbour-lamp-{n}\r\n"));
            await UploadAsync(page, "passwords.csv", Encoding.UTF8.GetBytes(file));
            await page.Button("Check every row").ClickAsync();

            var note = page.Locator(".note").Filter(new() { HasText = "bring a password" });
            await Expect(note).ToContainTextAsync(new Regex($"{rows} rows bring a password; making them safe to keep takes about \\d+ (seconds|minutes|hours?)\\."));
            await Expect(note).ToContainTextAsync("or import a column of password hashes");
            await Axe.AssertAccessibleInBothSchemesAsync(page);
            await note.GetByRole(AriaRole.Link, new() { Name = "invite them instead" }).ClickAsync();
            await page.WaitForURLAsync("**/access/import?mode=invite");
            await Expect(page.GetByText("Choose a file", new() { Exact = true })).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task A55_Files_that_can_not_be_read_end_in_a_sentence_and_others_of_any_kind_are_read()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 1000 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.GotoAsync("/access/import?mode=create");
            await ChooseAsync(page, "columns.csv", Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Range(0, 1_000_000)) + "\r\n1,2,3\r\n"));
            await Expect(Refusal(page)).ToContainTextAsync("This row is longer than 1 MB, so it wasn't read. Choose below how it is read, or upload another file.");
            await Expect(page.Heading("Which column is what")).ToBeHiddenAsync();

            await page.Link("Another file").ClickAsync();
            await ChooseAsync(page, "utf16.csv", Encoding.Unicode.GetBytes("email,first_name,last_name\r\nzoe@trap.example,Zoë,Müller\r\n"));
            await Expect(Refusal(page)).ToContainTextAsync("choose UTF-16 as the encoding");
            await page.Field("Encoding").SelectOptionAsync("UTF-16");
            await Expect(page.GetByText("CSV with commas, UTF-16, first row names the columns")).ToBeVisibleAsync();
            await TakenForAsync(page, "last_name", "Last name", isGuess: true);
            await Expect(Refusal(page)).ToBeHiddenAsync();

            await page.Link("Another file").ClickAsync();
            await UploadAsync(page, "long.csv", Encoding.UTF8.GetBytes($"email,first_name,last_name\r\nlong@trap.example,{new string('x', 2_000_000)},Row\r\nfine@trap.example,Fi,Ne\r\n"));
            await page.Button("Check every row").ClickAsync();
            await Expect(page.GetByText("This row is longer than 1 MB, so it wasn't read.")).ToBeVisibleAsync();
            await page.Button("Import 1 row").ClickAsync();
            await page.Heading("1 row imported, 1 stayed out").WaitForAsync();
        });

        Assert.Equal(["fine@trap.example"], await app.QueryAsync(db => db.Identities.Where(i => i.FirstName != "Nora").Select(i => i.Email).ToListAsync(TestContext.Current.CancellationToken)));
        browser.AssertNoConsoleErrors();
    }

    private static ILocator Refusal(IPage page) => page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "The first row" });

    private static async Task TakenForAsync(IPage page, string column, string field, bool isGuess)
    {
        var row = page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByRole(AriaRole.Rowheader, new() { Name = column, Exact = true }) });
        await Expect(row.Locator("option:checked")).ToHaveTextAsync(field);
        await Expect(row.GetByText("Guess", new() { Exact = true })).ToHaveCountAsync(isGuess ? 1 : 0);
    }

    private static async Task UploadAsync(IPage page, string name, byte[] content)
    {
        await ChooseAsync(page, name, content);
        await page.Heading("Which column is what").WaitForAsync();
    }

    private static Task ChooseAsync(IPage page, string name, byte[] content) =>
        page.Locator("#import-file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = content });
}
