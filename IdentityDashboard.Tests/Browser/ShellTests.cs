using System.Text.RegularExpressions;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

public sealed class ShellTests
{
    /// <summary>What a cold Users page may cost on the wire.</summary>
    private const long Budget = 400 * 1024;

    [Fact]
    public async Task The_cold_Users_page_transfers_at_most_400_KB_and_no_icon_font()
    {
        await using var app = await TestApp.StartAsync();
        await using var first = await Support.Browser.NewPageAsync(app.Url);
        await first.DoAsync(page => page.SetUpAsync(app));
        await using var cold = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await cold.DoAsync(async page =>
        {
            await page.SignInAsync("nora@halden.example");
            await page.Heading("Overview").WaitForAsync();
        });

        var state = await cold.Page.Context.StorageStateAsync();
        await using var context = await cold.Page.Context.Browser!.NewContextAsync(new() { BaseURL = app.Url, StorageState = state });
        var page = await context.NewPageAsync();
        var session = await context.NewCDPSessionAsync(page);
        await session.SendAsync("Network.enable");
        double bytes = 0;
        session.Event("Network.loadingFinished").OnEvent += (_, json) => bytes += json!.Value.GetProperty("encodedDataLength").GetDouble();
        var addresses = new List<string>();
        page.Request += (_, request) => addresses.Add(request.Url);
        await page.GotoAsync("/access/identities");
        await page.GetByRole(AriaRole.Link, new() { Name = "Nora Lindqvist" }).WaitForAsync();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        TestContext.Current.TestOutputHelper?.WriteLine($"Cold Users page: {bytes / 1024:0} KB in {addresses.Count} requests");
        Assert.InRange(bytes, 50 * 1024, Budget);
        Assert.DoesNotContain(addresses, a => a.Contains("MaterialSymbols", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A44_A_suspended_person_is_out_of_the_open_page()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(page => page.SetUpAsync(app));
        var (other, actor) = await SecondAdministratorAsync(app);

        await using var theirs = await Support.Browser.NewPageAsync(app.Url);
        await theirs.DoAsync(async page =>
        {
            await page.SignInAsync("sam@halden.example");
            await page.Heading("My account").WaitForAsync();
        });
        var done = await app.Service<IdentityLifecycle>().SuspendAsync(actor, other, CancellationToken.None);

        Assert.True(done.Succeeded);
        await theirs.DoAsync(async page =>
        {
            await page.GetByText("Your account was suspended. Ask an administrator.").WaitForAsync();
            Assert.Contains("/sign-in", page.Url, StringComparison.Ordinal);
        });
    }

    /// <summary>Every page of the app with its title. Those behind sign-in come first, the others need nobody.</summary>
    private static readonly (string Path, string Title)[] Inside =
    [
        ("/", "Overview"), ("/access/identities", "Identities"), ("/access/identities?tab=groups", "Identities"), ("/tenant/identities", "Tenant identities"),
        ("/access/hierarchy", "Hierarchy"), ("/access/roles", "Roles"), ("/access/roles?tab=permissions", "Roles"), ("/access/who-can?permission=identity.read", "Who can"),
        ("/access/flows", "Access flows"), ("/access/requests", "Access requests"), ("/access/api-keys", "API keys"), ("/my-access", "My access"),
        ("/audit", "Audit"), ("/settings", "Settings"), ("/account", "My account"), ("/dev/mail", "Mail"),
    ];

    private static readonly (string Path, string Title)[] Outside =
        [("/sign-in", "Sign in"), ("/forgot-password", "password"), ("/invitations/accept/unknown", "link"), ("/reset-password/unknown", "link")];

    [Theory, InlineData(1440), InlineData(390), InlineData(320)]
    public async Task U4_U5_U6_U77_Every_page_is_titled_shows_the_environment_and_starts_with_a_skip_link(int width)
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = width, Height = 900 });
        await using var visitor = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = width, Height = 900 });

        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            var details = (await Seed.DetailPagesAsync(app)).Select(path => (path, path.Split('/')[1] switch { "groups" => "Retail leads", "access" => "Grantee", _ => "Amara Okafor" })).ToList();
            foreach (var (path, title) in Inside.Concat(details))
            {
                await page.GotoAsync(path);
                await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
                await Expect(page).ToHaveTitleAsync(new Regex($"{title}.* · Identity Dashboard$", RegexOptions.IgnoreCase));
                await Expect(page.GetByText("Development", new() { Exact = true }).Filter(new() { Visible = true }).First).ToBeInViewportAsync();
                await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" })).ToBeAttachedAsync();
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} scrolls sideways at {width} px");
            }

            // The path in the top bar says which.
            if (width > 900) await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Breadcrumb" })).ToContainTextAsync(details[^1].Item2);
            await page.GotoAsync("/nowhere");
            await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Go to Overview" }).ClickAsync();
            await page.Heading("Overview").WaitForAsync();
            await page.GotoAsync("/audit");
            await page.Heading("Audit").WaitForAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("#main")).ToBeFocusedAsync();
        });
        await visitor.DoAsync(async page =>
        {
            foreach (var (path, title) in Outside)
            {
                await page.GotoAsync(path);
                await Expect(page).ToHaveTitleAsync(new Regex($"{title}.* · Identity Dashboard$", RegexOptions.IgnoreCase));
            }

        });
        browser.AssertNoConsoleErrors("404 (Not Found)");
    }

    [Fact]
    public async Task U7_U8_Back_restores_filters_and_deep_links_survive_sign_in()
    {
        await using var app = await TestApp.StartAsync();
        await using var first = await Support.Browser.NewPageAsync(app.Url);
        await first.DoAsync(page => page.SetUpAsync(app));
        await Seed.PeopleAsync(app);
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync("nora@halden.example", path: "/access/identities?q=an&status=active");
            await Expect(page).ToHaveURLAsync(new Regex("/access/identities\\?q=an&status=active$"));
            await Expect(page.Field("Search users")).ToHaveValueAsync("an");
            await page.Link("Anita Singh").ClickAsync();
            await page.Heading("Anita Singh").WaitForAsync();
            await page.GoBackAsync();
            await Expect(page.Field("Search users")).ToHaveValueAsync("an");
            await Expect(page.Button("Remove filter Status")).ToBeVisibleAsync();
            await Expect(page.Link("Anita Singh")).ToBeVisibleAsync();
            await Expect(page.Link("Hugo Salinas")).ToBeHiddenAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    private static async Task<(Guid Id, IdentityDashboard.Platform.Actor Admin)> SecondAdministratorAsync(TestApp app)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var account = db.Accounts.Single();
        var admin = new IdentityDashboard.Platform.Actor(IdentityDashboard.Platform.ActorKind.Identity, account.FirstAdministratorId!.Value, "Nora Lindqvist", account.Id);
        var environment = db.Environments.First(e => e.Slug == "development");
        var created = await app.Service<IdentityService>().CreateAsync(admin, new CreateScope(environment.ApplicationId, environment.Id),
            new NewIdentity("sam@halden.example", "Sam", "Doe") { Password = Steps.Password }, CancellationToken.None);
        return (created.Value.Id, admin);
    }
}
