using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>Where somebody is signed in, the end of one of those sessions, and the question that comes before dangerous acts.</summary>
public sealed class SessionsTests
{
    private const string Email = "nora@halden.example";
    private const float Patience = 30_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData(1280), InlineData(390)]
    public async Task A45_A_session_ended_from_My_account_closes_its_open_page_and_leaves_this_one(int width)
    {
        await using var app = await TestApp.StartAsync();
        await using var here = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = width });
        await using var there = await Support.Browser.NewPageAsync(app.Url);
        await here.DoAsync(page => page.SetUpAsync(app));
        await there.DoAsync(async page =>
        {
            await page.SignInAsync(Email);
            await page.GotoAsync("/access/identities");
            await page.Heading("Identities").WaitForAsync();
        });

        await here.DoAsync(async page =>
        {
            await page.GotoAsync("/account?tab=sessions");
            await Expect(page.GetByText("This session")).ToHaveCountAsync(1);
            await Axe.AssertAccessibleInBothSchemesAsync(page);
            var other = page.GetByRole(AriaRole.Button, new() { NameRegex = new("^End the session of Chrome on ") });
            await Expect(other).ToHaveCountAsync(1);
            await other.ClickAsync();
            await Expect(other).ToHaveCountAsync(0);
            await Expect(page.GetByText("This session")).ToBeVisibleAsync();
        });

        await there.DoAsync(page => Expect(page.GetByText("This session was ended from another one. Sign in again.")).ToBeVisibleAsync(new() { Timeout = Patience }));
        here.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task A31_An_old_session_is_asked_for_the_password_before_a_key_is_made_and_then_goes_on()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            var past = DateTimeOffset.UtcNow.AddMinutes(-11);
            await app.QueryAsync(db => db.UserSessions.ExecuteUpdateAsync(s => s.SetProperty(x => x.AuthenticatedAt, past), Ct));
            await page.GotoAsync("/access/api-keys");
            await page.Button("Create API key").ClickAsync();
            var dialog = page.OpenDialog("Create API key");
            await dialog.Field("Name").FillAsync("Nightly export");
            await dialog.Field("Role").SelectOptionAsync(new SelectOptionValue { Label = "Grantee" });
            await dialog.Button("Create API key").ClickAsync();

            var asks = page.OpenDialog("Is it you?");
            await Axe.AssertAccessibleAsync(page);
            await asks.Field("Password").FillAsync("not-the-password-1");
            await asks.Button("Continue").ClickAsync();
            await Expect(asks.GetByText("This isn't your current password.")).ToBeVisibleAsync();
            Assert.Equal(0, await app.QueryAsync(db => db.ApiKeys.CountAsync(Ct)));
            await asks.Field("Password").FillAsync(Steps.Password);
            await asks.Button("Continue").ClickAsync();

            await Expect(asks).ToHaveCountAsync(0);
            await Expect(page.GetByText("Nightly export").First).ToBeVisibleAsync();
        });
        Assert.Equal(1, await app.QueryAsync(db => db.ApiKeys.CountAsync(Ct)));
        browser.AssertNoConsoleErrors();
    }
}
