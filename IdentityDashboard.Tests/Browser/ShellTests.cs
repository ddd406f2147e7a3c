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
            await page.WaitForURLAsync(url => url.Contains("/sign-in", StringComparison.Ordinal));
            await Expect(page.GetByText("Your session has ended")).ToBeVisibleAsync();
        });
    }

    [Fact]
    public async Task U4_U5_U6_U8_Deep_links_survive_sign_in_and_every_page_is_named()
    {
        await using var app = await TestApp.StartAsync();
        await using var first = await Support.Browser.NewPageAsync(app.Url);
        await first.DoAsync(page => page.SetUpAsync(app));
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });

        await browser.DoAsync(async page =>
        {
            await page.SignInAsync("nora@halden.example", path: "/access/identities?tab=groups");
            await Expect(page.GetByRole(AriaRole.Tab, new() { NameRegex = new("^Groups") })).ToHaveAttributeAsync("aria-selected", "true");
            await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("Identities"));
            await Expect(page.GetByRole(AriaRole.Button, new() { NameRegex = new("Development.*switch environment") })).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("Tab");
            await page.GetByRole(AriaRole.Link, new() { Name = "Skip to content" }).FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Expect(page.Locator("#main")).ToBeFocusedAsync();
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
