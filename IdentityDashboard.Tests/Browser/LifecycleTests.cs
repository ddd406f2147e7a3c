using System.Globalization;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Lifecycle;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>The end of somebody's time here: planned, moved, called off, come.</summary>
public sealed class LifecycleTests
{
    private const float Patience = 30_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(1280), InlineData(390)]
    public async Task An_end_is_scheduled_seen_changed_and_called_off(int width)
    {
        await using var app = await TestApp.StartAsync();
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, pat.Id);
        await app.GroupAsync(account, pat.Id);
        var friday = new DateTime(DateTime.UtcNow.Year + 1, 11, 26, 17, 0, 0, DateTimeKind.Utc);
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = width });
        await browser.DoAsync(async page =>
        {
            await page.SignInAsync(account.AdminEmail, path: $"/identities/{pat.Id}");
            var dialog = await OpenAsync(page);
            await Expect(dialog).ToContainTextAsync("In your time zone, UTC.");
            await Expect(dialog).ToContainTextAsync("1 role ends: Grantee at");
            await Expect(dialog).ToContainTextAsync("1 group membership and their record stay");
            await Expect(dialog.GetByRole(AriaRole.Switch, new() { Name = "Also end the API keys they made" })).ToBeCheckedAsync();
            await Axe.AssertAccessibleInBothSchemesAsync(page);

            await dialog.Button("Schedule").ClickAsync();
            await Expect(dialog.Field("Date and time")).ToBeFocusedAsync();
            await Expect(dialog.GetByText("Enter a date and a time.")).ToBeVisibleAsync();
            await dialog.Field("Date and time").FillAsync("2020-01-01T10:00");
            await dialog.Button("Schedule").ClickAsync();
            await Expect(dialog.GetByText("This moment has passed.")).ToBeVisibleAsync();
            await dialog.Field("Date and time").FillAsync(Field(friday));
            await dialog.Field("Reason").FillAsync("Contract ends");
            await dialog.Button("Schedule").ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();

            await Expect(page.GetByText($"Ends {Words(friday)} (UTC)")).ToBeVisibleAsync();
            await Expect(page.GetByText("planned by Nora Lindqvist: Contract ends")).ToBeVisibleAsync();
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"scrolls sideways at {width} px");
            await Axe.AssertAccessibleInBothSchemesAsync(page);

            await page.Button("Change the planned end").ClickAsync();
            await Expect(dialog.Field("Date and time")).ToHaveValueAsync(Field(friday));
            await dialog.Field("Date and time").FillAsync(Field(friday.AddDays(7)));
            await dialog.Button("Save").ClickAsync();
            await Expect(page.GetByText($"Ends {Words(friday.AddDays(7))} (UTC)")).ToBeVisibleAsync();

            await page.Button("Cancel the planned end").ClickAsync();
            await page.OpenDialog("Call off the end of Pat Lee").Button("Call off").ClickAsync();
            await Expect(page.GetByText($"Ends {Words(friday.AddDays(7))} (UTC)")).ToHaveCountAsync(0);
        });
        Assert.Null(await app.PlanOfAsync(pat.Id));
        browser.AssertNoConsoleErrors();
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A44_When_the_planned_end_comes_cookie_reset_link_and_open_page_are_dead(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address("sam");
        var sam = await app.MemberAsync(account, email);
        var reset = new Uri((await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, sam.Id, Ct)).Value).AbsolutePath;
        await app.PlanAsync(account, sam.Id);
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);
        Assert.True(await visitor.IsInAsync());
        await using var theirs = await Support.Browser.NewPageAsync(app.Url);

        await theirs.DoAsync(async page =>
        {
            await page.SignInAsync(email, Given.Password);
            await page.Heading("My account").WaitForAsync();

            await app.ComeAsync(sam.Id);

            await Expect(page).ToHaveURLAsync($"{app.Url}/sign-in?ended=deactivated", new() { Timeout = Patience });
        });
        Assert.Equal(PrincipalState.Deactivated, (await app.FindAsync(sam.Id))!.State);
        Assert.False(await visitor.IsInAsync());
        Assert.True((await visitor.OpenAsync(reset)).Says("This link doesn’t work any more"));
        using var again = new Visitor(app);
        Assert.Null((await again.SignInAsync(account, email, Given.Password)).Location);
        theirs.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task Access_to_an_application_gets_an_end_and_inactive_people_a_rule()
    {
        await using var app = await TestApp.StartAsync();
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        await app.SeenAsync(pat.Id, 400);
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SignInAsync(account.AdminEmail, path: $"/identities/{pat.Id}?tab=access");
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Actions for ") }).First.ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Set an end…" }).ClickAsync();
            var dialog = page.GetByRole(AriaRole.Dialog);
            var at = new DateTime(DateTime.UtcNow.Year + 1, 3, 5, 9, 0, 0, DateTimeKind.Utc);
            await dialog.Field("Access to this application ends").FillAsync(Field(at));
            await Axe.AssertAccessibleInBothSchemesAsync(page);
            await dialog.Button("Save").ClickAsync();
            await Expect(page.GetByText($"Access ends {Words(at)} (UTC)")).ToBeVisibleAsync();

            await page.GotoAsync("/settings#inactive-people");
            await page.Field("Suspend after (days)").FillAsync("365");
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "1 person" })).ToBeVisibleAsync();
            await page.Field("Warn (days before)").FillAsync("95");
            await page.Button("Save the rule for inactive people").ClickAsync();
            await Expect(page.GetByText("fewer than the days above")).ToBeVisibleAsync();
            await page.Field("Warn (days before)").FillAsync("14");
            await page.Button("Save the rule for inactive people").ClickAsync();
            await Expect(page.GetByText("Rule for inactive people saved")).ToBeVisibleAsync();
            await Axe.AssertAccessibleInBothSchemesAsync(page);

            await page.GetByRole(AriaRole.Link, new() { Name = "1 person" }).ClickAsync();
            await Expect(page.Link("Pat Lee")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    private static async Task<ILocator> OpenAsync(IPage page)
    {
        await page.Button("More actions").ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Schedule off-boarding…" }).ClickAsync();
        var dialog = page.OpenDialog("Schedule the off-boarding of Pat Lee");
        await dialog.WaitForAsync();
        return dialog;
    }

    private static string Field(DateTime at) => at.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);

    private static string Words(DateTime at) => at.ToString("dddd d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);
}
