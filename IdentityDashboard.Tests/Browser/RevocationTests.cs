using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>What an open page does when the session or the rights behind it end.</summary>
public sealed class RevocationTests
{
    private const float Patience = 30_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A44_What_is_done_through_one_instance_reaches_the_pages_of_another()
    {
        await using var app = await TestApp.StartAsync(Database.Postgres);
        await using var other = app.Beside();
        var account = await app.AccountAsync();
        var sam = await SamAsync(app, account);
        var group = await app.GroupAsync(account, sam.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, group: group.Id);
        await using var theirs = await Support.Browser.NewPageAsync(other.Url);
        await using var ours = await Support.Browser.NewPageAsync(app.Url);

        await theirs.DoAsync(async page =>
        {
            await page.SignInAsync(sam.Email, path: "/access/identities");
            await page.Button("Create Identity").ClickAsync();
            await page.OpenDialog("Create Identity").Field("First name").FillAsync("Half typed");

            Assert.True((await app.Service<GroupService>().RemoveMemberAsync(account.Admin, group.Id, sam.Id, Ct)).Succeeded);

            await Expect(page.GetByText("Your access to this workspace ended.")).ToBeVisibleAsync(new() { Timeout = Patience });
            await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Identities" })).ToHaveCountAsync(0);

            await app.Service<GroupService>().AddMembersAsync(account.Admin, group.Id, [sam.Id], Ct);

            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Identities" })).ToBeVisibleAsync(new() { Timeout = Patience });
            await page.OpenIdentitiesAsync();
            await app.PersonAsync(account, "Wilma", "Newcomer");
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Wilma Newcomer" })).ToBeVisibleAsync(new() { Timeout = Patience });
        });

        await ours.DoAsync(async page =>
        {
            await page.SignInAsync(account.AdminEmail, path: $"/identities/{sam.Id}");
            await page.Button("More actions").ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Suspend…" }).ClickAsync();
            await page.OpenDialog("Suspend Sam Doe").Button("Suspend").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Activate" })).ToBeVisibleAsync(new() { Timeout = Patience });
        });
        await theirs.DoAsync(async page =>
        {
            await Expect(page).ToHaveURLAsync($"{other.Url}/sign-in?ended=suspended", new() { Timeout = Patience });
            await Expect(page.GetByText("Your account was suspended. Ask an administrator.")).ToBeVisibleAsync();
        });
        ours.AssertNoConsoleErrors();
        theirs.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task R22_A_page_whose_connection_dropped_is_not_taken_up_again_by_a_revoked_person()
    {
        await using var app = await TestApp.StartAsync();
        var account = await app.AccountAsync();
        var sam = await SamAsync(app, account);
        await using var theirs = await Support.Browser.NewPageAsync(app.Url);

        await theirs.DoAsync(async page =>
        {
            IWebSocketRoute? socket = null;
            await page.RouteWebSocketAsync(new System.Text.RegularExpressions.Regex("_blazor"), route => (socket = route).ConnectToServer());
            await page.SignInAsync(sam.Email);
            await page.Heading("My account").WaitForAsync();
            await page.RouteAsync("**/_blazor/negotiate*", route => route.AbortAsync());
            await page.RouteAsync("**/account", route => route.AbortAsync());
            await socket!.CloseAsync();
            await Expect(page.GetByText("Connection lost")).ToBeVisibleAsync(new() { Timeout = Patience });

            await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, sam.Id, Ct);
            await page.UnrouteAllAsync();

            await Expect(page.GetByText("Your account was suspended. Ask an administrator.")).ToBeVisibleAsync(new() { Timeout = Patience });
        });
    }

    [Fact]
    public async Task A_role_that_ends_by_itself_ends_on_the_open_page_too()
    {
        await using var app = await TestApp.StartAsync();
        var account = await app.AccountAsync();
        var sam = await SamAsync(app, account);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, sam.Id);
        await using var theirs = await Support.Browser.NewPageAsync(app.Url);

        await theirs.DoAsync(async page =>
        {
            await page.SignInAsync(sam.Email, path: "/access/identities");
            await page.Heading("Identities").WaitForAsync();

            var soon = DateTimeOffset.UtcNow.AddSeconds(2);
            await app.QueryAsync(db => db.Assignments.Where(a => a.IdentityId == sam.Id).ExecuteUpdateAsync(s => s.SetProperty(a => a.EffectiveTo, soon), Ct));
            app.Service<ChangeFeed>().Publish(account.Id, ChangeTopic.Access);

            await Expect(page.GetByText("Your access to this workspace ended.")).ToBeVisibleAsync(new() { Timeout = Patience });
        });
    }

    private static async Task<CreatedIdentity> SamAsync(TestApp app, TestAccount account)
    {
        var scope = new CreateScope(account.Production.ApplicationId, account.Production.EnvironmentId);
        var created = await app.Service<IdentityService>().CreateAsync(account.Admin, scope,
            new NewIdentity(AccountSetup.Email("sam"), "Sam", "Doe") { Password = Steps.Password }, Ct);
        return created.Value;
    }
}
