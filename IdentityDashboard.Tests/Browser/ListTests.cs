using System.Data.Common;
using System.Text.RegularExpressions;
using IdentityDashboard.Data.Sqlite;
using IdentityDashboard.Features.Directory;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Bulk;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>The Users page as administrators live in it: filters, rows, columns, views, what others change.</summary>
public sealed class ListTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U7_U13_U14_U15_U16_U27_U28_U29_Filters_are_chips_in_the_URL_and_Back_restores_them(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        await using var browser = await StartAsync(app);
        await Seed.PeopleAsync(app);

        await browser.DoAsync(async page =>
        {
            await page.OpenIdentitiesAsync();
            await FilterAsync(page, "Status", "Suspended");
            await Expect(Rows(page)).ToHaveCountAsync(1);
            await Expect(Rows(page).First.Locator(".u-st")).ToHaveTextAsync("Suspended");
            await Expect(Rows(page).First.Locator(".u-src")).ToHaveTextAsync("Local");
            await Expect(page).ToHaveURLAsync(new Regex(@"\?status=suspended$"));

            await page.Locator("#filter-status").ClickAsync();
            await Panel(page, "Status").Button("Active").ClickAsync();
            await Expect(Rows(page)).ToHaveCountAsync(12);
            await FilterAsync(page, "Group", "Retail leads");
            await Expect(Rows(page)).ToHaveCountAsync(2);
            await FilterAsync(page, "Last seen", "Never");
            await FilterAsync(page, "MFA", "On");
            await Expect(page.Heading("Nobody matches these filters")).ToBeVisibleAsync();

            await page.GoBackAsync();
            await Expect(Rows(page)).ToHaveCountAsync(2);
            await Expect(page.Locator(".chip-b")).ToHaveTextAsync(["Status Active", "Group Retail leads", "Last seen Never"]);
            await page.GoBackAsync();
            await page.GoForwardAsync();
            await Expect(page.Locator(".chip-b")).ToHaveCountAsync(3);
            await page.ReloadAsync();
            await Expect(page.Locator(".chip-b")).ToHaveTextAsync(["Status Active", "Group Retail leads", "Last seen Never"]);
            await page.Button("Remove filter Group").ClickAsync();

            await page.GetByRole(AriaRole.Searchbox, new() { Name = "Search users" }).PressSequentiallyAsync("nobody such");
            await Expect(page).ToHaveURLAsync(new Regex("q=nobody%20such"));
            await Expect(page.Heading("Nobody matches “nobody such”")).ToBeVisibleAsync();
            await page.Button("Clear filters").ClickAsync();
            await Expect(Rows(page)).ToHaveCountAsync(13);
            await Expect(page.Locator(".chip-b")).ToHaveCountAsync(0);
            await Expect(Rows(page).Locator("time, .t3").First).ToBeVisibleAsync();

            await page.GotoAsync($"/access/identities?role={Guid.NewGuid()}&group=nonsense&a.none=1");
            await Expect(page.Locator(".chip-warn")).ToHaveCountAsync(3);
            await Expect(page.GetByText("A filter names something that isn’t here any more")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U19_U20_U21_U24_Rows_are_ticked_by_page_by_range_and_by_keyboard_and_the_last_page_is_one_click_away()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await StartAsync(app);
        var (admin, place, _) = await Seed.AdministratorAsync(app);
        await using (var db = await app.Dbs.CreateDbContextAsync(TestContext.Current.CancellationToken)) await BulkWorld.CrowdAsync(db, admin.AccountId, place.ApplicationId, 120);

        await browser.DoAsync(async page =>
        {
            var bar = page.GetByRole(AriaRole.Toolbar, new() { Name = "Selected users" });
            await page.OpenIdentitiesAsync();
            await Box(page, 1).ClickAsync();
            await Box(page, 4).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
            await Expect(bar).ToContainTextAsync("4 selected");
            await Box(page, 6).FocusAsync();
            await page.Keyboard.PressAsync("Shift+Space");
            await Expect(bar).ToContainTextAsync("6 selected");
            await Expect(page.GetByLabel("Select all on this page")).ToHaveJSPropertyAsync("indeterminate", true);

            await page.Button("Next").ClickAsync();
            await Expect(page.Locator(".foot")).ToContainTextAsync("51–100 of 121");
            await Expect(bar).ToContainTextAsync("6 selected");
            await page.GetByLabel("Select all on this page").ClickAsync();
            await Expect(bar).ToContainTextAsync("56 selected");
            await bar.Button("Select all 121 matching").ClickAsync();
            await Expect(bar).ToContainTextAsync("All 121 selected");
            await page.Button("Last page").ClickAsync();
            await Expect(page.Locator(".foot")).ToContainTextAsync("72–121 of 121");
            await Expect(page.Button("Next")).ToBeDisabledAsync();
            await Expect(page.Locator("tr.sel")).ToHaveCountAsync(50);
            await page.Heading("Identities").ClickAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(bar).ToBeHiddenAsync();
            await page.Button("Previous").ClickAsync();
            await Expect(page.Locator(".foot")).ToContainTextAsync("22–71 of 121");
            await page.Button("First page").ClickAsync();
            await Expect(page.Locator(".foot")).ToContainTextAsync("1–50 of 121");

            await Box(page, 2).ClickAsync();
            await FilterAsync(page, "Status", "Active");
            await Expect(page.GetByText("The selection was cleared")).ToBeVisibleAsync();
            await Expect(bar).ToBeHiddenAsync();

            var actions = Rows(page).Nth(3).Locator("[data-menu]");
            await actions.FocusAsync();
            await page.Keyboard.PressAsync("ArrowDown");
            await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Open" })).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("s");
            await Expect(page.GetByRole(AriaRole.Menuitem, new() { Name = "Suspend…" })).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(actions).ToBeFocusedAsync();
            await Expect(actions).ToHaveAttributeAsync("aria-expanded", "false");
            await page.Keyboard.PressAsync("Enter");
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Reset password…" }).PressAsync("Enter");
            await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("The link works once, for 24 hours");
            await Expect(page.GetByRole(AriaRole.Dialog).Locator(":focus")).ToHaveCountAsync(1);
            await page.Keyboard.PressAsync("Escape");
            await Expect(actions).ToBeFocusedAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U17_U18_U22_U23_Columns_row_height_and_views_follow_the_administrator(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        await using var browser = await StartAsync(app);
        await Seed.PeopleAsync(app);

        await browser.DoAsync(async page =>
        {
            await page.OpenIdentitiesAsync();
            await Expect(Rows(page)).ToHaveCountAsync(13);
            // Until the card above is there, what lies below it still moves.
            await Expect(page.GetByText("Sent, not accepted yet")).ToBeVisibleAsync();
            await page.Button("Columns").ClickAsync();
            var columns = Panel(page, "Columns");
            await columns.GetByText("Source", new() { Exact = true }).ClickAsync();
            await columns.GetByText("Created", new() { Exact = true }).ClickAsync();
            await columns.Button("Move Created up").ClickAsync();
            await Expect(columns.GetByRole(AriaRole.Checkbox, new() { Name = "Source" })).Not.ToBeCheckedAsync();
            await columns.GetByText("Compact").ClickAsync();
            await page.Keyboard.PressAsync("Escape");
            await Expect(page.Button("Columns")).ToBeFocusedAsync();
            string[] shown = ["Name", "Status", "Role @ node", "Groups", "MFA", "Created", "Last seen"];
            await Expect(Heads(page)).ToHaveTextAsync(shown);

            await page.ReloadAsync();
            await Expect(Heads(page)).ToHaveTextAsync(shown);
            await Expect(page.Locator(".grid.compact")).ToBeVisibleAsync();
            Assert.InRange((await Rows(page).First.BoundingBoxAsync())!.Height, 38, 43);

            await Heads(page).Nth(5).GetByRole(AriaRole.Button).ClickAsync();
            await Expect(Heads(page).Nth(5)).ToHaveAttributeAsync("aria-sort", "descending");
            await FilterAsync(page, "Status", "Suspended");
            await Expect(Rows(page)).ToHaveCountAsync(1);
            await page.Button("Views").ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Save view…" }).ClickAsync();
            var dialog = page.OpenDialog("Save view");
            await dialog.Field("View name").FillAsync("On hold");
            await dialog.GetByRole(AriaRole.Switch).CheckAsync();
            await dialog.Button("Save").ClickAsync();
            var quick = page.GetByRole(AriaRole.Navigation, new() { Name = "Saved views" });
            await Expect(quick.GetByRole(AriaRole.Link, new() { Name = "On hold" })).ToHaveAttributeAsync("aria-current", "true");
            await quick.GetByRole(AriaRole.Link, new() { Name = "Everything" }).ClickAsync();
            await Expect(Rows(page)).ToHaveCountAsync(13);

            await page.GotoAsync((await quick.GetByRole(AriaRole.Link, new() { Name = "On hold" }).GetAttributeAsync("href"))!);
            await Expect(Rows(page)).ToHaveCountAsync(1);
            await Expect(page).ToHaveURLAsync(new Regex(@"\?status=suspended&sort=created&dir=desc&cols=status"));
            await Expect(Heads(page)).ToHaveTextAsync(shown);
            await page.GotoAsync("/access/identities?view=nonsense");
            await Expect(page.GetByText("This view isn't here any more")).ToBeVisibleAsync();
            await Expect(Rows(page)).ToHaveCountAsync(13);
        });
        browser.AssertNoConsoleErrors();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U64_What_others_change_never_moves_the_row_under_the_pointer(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        await using var browser = await StartAsync(app);
        await Seed.PeopleAsync(app);
        var (admin, place, _) = await Seed.AdministratorAsync(app);
        var people = app.Service<IdentityService>();

        await browser.DoAsync(async page =>
        {
            await page.OpenIdentitiesAsync();
            await Expect(Rows(page)).ToHaveCountAsync(13);
            var third = await Rows(page).Nth(2).GetAttributeAsync("data-row");
            await Rows(page).Nth(2).HoverAsync();
            await page.Locator("table[data-held]").WaitForAsync();
            await CreateAsync("aaron");
            var wait = page.GetByRole(AriaRole.Button, new() { Name = "1 change · Show" });
            await Expect(wait).ToBeVisibleAsync();
            await app.Service<IdentityLifecycle>().SuspendAsync(admin, Guid.Parse(third!), CancellationToken.None);
            await Expect(Rows(page).Nth(2).Locator(".u-st")).ToHaveTextAsync("Suspended");
            await Expect(Rows(page).Nth(2)).ToHaveAttributeAsync("data-row", third!);
            await Expect(Rows(page)).ToHaveCountAsync(13);
            await page.Heading("Identities").HoverAsync();
            await Expect(Rows(page)).ToHaveCountAsync(14);
            await Expect(wait).ToBeHiddenAsync();

            await Box(page, 3).CheckAsync();
            await page.Heading("Identities").HoverAsync();
            await page.Locator("table[data-held]").WaitForAsync();
            await CreateAsync("abel");
            await wait.ClickAsync();
            await Expect(Rows(page)).ToHaveCountAsync(15);
            await Expect(page.Locator("tr.sel")).ToHaveCountAsync(1);
        });
        browser.AssertNoConsoleErrors();

        async Task CreateAsync(string first) => Assert.True((await people.CreateAsync(admin, new CreateScope(place.ApplicationId, place.EnvironmentId),
            new NewIdentity($"{first}@halden.example", first, "New"), CancellationToken.None)).Succeeded);
    }

    [Fact]
    public async Task U11_U12_A_slow_list_shows_its_skeleton_and_a_failing_one_Retry()
    {
        var trouble = new Trouble();
        await using var app = await TestApp.StartAsync(services: s => s.ConfigureDbContext<SqliteDashboardDbContext>(o => o.AddInterceptors(trouble)));
        await using var browser = await StartAsync(app);

        await browser.DoAsync(async page =>
        {
            await page.OpenIdentitiesAsync();
            await Expect(Rows(page)).ToHaveCountAsync(1);
            var height = (await Rows(page).First.BoundingBoxAsync())!.Height;
            var gate = trouble.Hold();
            await Heads(page).First.GetByRole(AriaRole.Button).ClickAsync();
            await Expect(page.Locator("table[aria-busy=true] .sk").First).ToBeVisibleAsync();
            Assert.InRange((await page.Locator("table[aria-busy=true] tbody tr").First.BoundingBoxAsync())!.Height, height - 1, height + 1);
            gate.SetResult();
            await Expect(Rows(page)).ToHaveCountAsync(1);

            trouble.Fails = true;
            await Heads(page).First.GetByRole(AriaRole.Button).ClickAsync();
            await Expect(page.Heading("The list couldn’t be loaded")).ToBeVisibleAsync();
            trouble.Fails = false;
            await page.Button("Retry").ClickAsync();
            await Expect(Rows(page)).ToHaveCountAsync(1);
        });
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task U74_U75_Nothing_serious_with_menus_panels_and_sheets_open(ColorScheme scheme, int width)
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = width, Height = 900, ColorScheme = scheme });
        await browser.DoAsync(page => page.SetUpAsync(app));
        await Seed.PeopleAsync(app);
        var (admin, _, _) = await Seed.AdministratorAsync(app);
        await app.Service<SavedViews>().CreateAsync(admin, "users", new SavedViewDraft("On hold", "status=suspended", null, true), CancellationToken.None);

        await browser.DoAsync(async page =>
        {
            await page.GotoAsync("/access/identities?status=active&source=Local&cols=status,source,role,groups,mfa,seen,created,email");
            await Box(page, 1).ClickAsync();
            await page.GetByRole(AriaRole.Toolbar).WaitForAsync();
            await Rows(page).Nth(1).Locator("[data-menu]").ClickAsync();
            await page.GetByRole(AriaRole.Menu).WaitForAsync();
            await Axe.AssertAccessibleAsync(page);
            await page.Keyboard.PressAsync("Escape");
            Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"));
            if (width > 1000)
            {
                foreach (var kind in new[] { "Group", "Node", "Created" })
                {
                    await page.Button("Filter").ClickAsync();
                    await page.GetByRole(AriaRole.Menuitem, new() { Name = kind, Exact = true }).ClickAsync();
                    await Panel(page, kind).WaitForAsync();
                    await Axe.AssertAccessibleAsync(page);
                    await page.Keyboard.PressAsync("Escape");
                }

                await page.Button("Columns").ClickAsync();
                await Panel(page, "Columns").WaitForAsync();
            }
            else
            {
                await page.Button("Filters (2)").ClickAsync();
                var sheet = Panel(page, "Filters");
                await Axe.AssertAccessibleAsync(page);
                await sheet.Button("Remove filter Source").ClickAsync();
                await sheet.GetByRole(AriaRole.Button, new() { NameRegex = new("^Status") }).ClickAsync();
                await Panel(page, "Status").Button("Suspended").ClickAsync();
                await page.Button("Done").ClickAsync();
                await Expect(Rows(page)).ToHaveCountAsync(1);
                await Expect(page.Button("Filters (1)")).ToBeVisibleAsync();
            }

            await Axe.AssertAccessibleAsync(page);
        });
        browser.AssertNoConsoleErrors();
    }

    private static ILocator Rows(IPage page) => page.Locator("tr[data-row]");

    private static ILocator Heads(IPage page) => page.Locator(".users th:not(.c):not(.m)");

    private static ILocator Box(IPage page, int row) => Rows(page).Nth(row - 1).GetByRole(AriaRole.Checkbox);

    private static ILocator Panel(IPage page, string name) => page.GetByRole(AriaRole.Dialog, new() { Name = name, Exact = true });

    private static async Task FilterAsync(IPage page, string kind, string choice)
    {
        await page.Button("Filter").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = kind, Exact = true }).ClickAsync();
        await Panel(page, kind).Button(choice).ClickAsync();
        await Expect(page.Locator(".chip-b").Filter(new() { HasText = $"{kind} {choice}" })).ToBeVisibleAsync();
    }

    private static async Task<BrowserPage> StartAsync(TestApp app)
    {
        var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(page => page.SetUpAsync(app));
        return browser;
    }

    /// <summary>A database whose list of people waits or fails on request.</summary>
    private sealed class Trouble : DbCommandInterceptor
    {
        private volatile TaskCompletionSource? gate;

        public bool Fails { get; set; }

        public TaskCompletionSource Hold() => gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            if (!command.CommandText.Contains("sort_name", StringComparison.Ordinal) || !command.CommandText.Contains("LIMIT", StringComparison.Ordinal)) return result;
            if (Fails) throw new Microsoft.Data.Sqlite.SqliteException("disk I/O error", 10);
            if (gate is { } waiting) await waiting.Task.WaitAsync(cancellationToken);
            return result;
        }
    }
}
