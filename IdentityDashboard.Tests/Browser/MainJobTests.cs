using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>The main job from the first start on, as somebody does it who has never seen the product.</summary>
public sealed class MainJobTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S24_S31_S45_A_newcomer_brings_people_in_and_the_invited_person_is_in(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        await using var admin = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await using var invited = await Support.Browser.NewPageAsync(app.Url);

        await admin.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Expect(page.GetByText("You haven't invited any users or assigned them roles yet.")).ToBeVisibleAsync();
            await page.OpenIdentitiesAsync();
            await page.InviteAsync("pat.lee@example.com");
            await Expect(page.GetByText("pat.lee@example.com").First).ToBeVisibleAsync();
            await page.InviteAndAssignAsync("sam.doe@example.com", "Sam", "Doe", "Grantee");
            await Expect(page.GetByText("Sam Doe").First).ToBeVisibleAsync();
            await page.CreateIdentityAsync("anita.singh@example.com", "Anita", "Singh");
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Anita Singh" })).ToBeVisibleAsync();
        });

        await admin.DoAsync(async page =>
        {
            await page.GetByRole(AriaRole.Tab, new() { NameRegex = new("^Groups") }).ClickAsync();
            await page.Button("Create group").ClickAsync();
            var dialog = page.OpenDialog("Create Group");
            await dialog.Field("Group name").FillAsync("Retail leads");
            await dialog.Field("Users").FillAsync("anita");
            await dialog.GetByRole(AriaRole.Option, new() { NameRegex = new("Anita Singh") }).ClickAsync();
            await dialog.Button("Create").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Retail leads" })).ToBeVisibleAsync();
        });

        var link = "";
        await admin.DoAsync(async page => link = await page.AcceptLinkFromDevMailAsync("pat.lee@example.com"));
        await invited.DoAsync(async page =>
        {
            await page.AcceptAsync(link, "Pat", "Lee");
            await Expect(page.Heading("My account")).ToBeVisibleAsync();
        });

        await admin.DoAsync(async page =>
        {
            await page.OpenIdentitiesAsync();
            var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Pat Lee" });
            await Expect(row.GetByText("Active")).ToBeVisibleAsync();
            await page.GotoAsync("/");
            await page.Heading("Overview").WaitForAsync();
            await Expect(page.GetByText("With a role here")).ToBeVisibleAsync();
            await Expect(page.GetByText("You haven't invited any users or assigned them roles yet.")).ToBeHiddenAsync();
        });
        admin.AssertNoConsoleErrors();
        invited.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task S14_S74_S75_The_link_in_the_mail_of_a_real_server_lets_the_invited_person_in()
    {
        await using var smtp = await SmtpServer.StartAsync();
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Mail:Mode"] = "smtp", ["Mail:Host"] = smtp.Host, ["Mail:Port"] = $"{smtp.Port}", ["Mail:Security"] = "starttls",
            ["Mail:Username"] = smtp.Options.User, ["Mail:Password"] = smtp.Options.Password, ["Mail:From"] = "identity@halden.example",
        });
        await using var admin = await Support.Browser.NewPageAsync(app.Url);
        await using var invited = await Support.Browser.NewPageAsync(app.Url);

        await admin.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.OpenIdentitiesAsync();
            await page.InviteAndAssignAsync("pat.lee@example.com", "Pat", "Lee", "Grantee");
        });
        var mail = await smtp.WaitForMailAsync("pat.lee@example.com", TestContext.Current.CancellationToken);

        Assert.Equal("You've been invited to Halden Group", mail.Subject);
        var link = System.Text.RegularExpressions.Regex.Match(mail.Text!, @"http\S+/invitations/accept/\S+", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        Assert.Contains(link, mail.Html, StringComparison.Ordinal);
        await invited.DoAsync(async page =>
        {
            await page.AcceptAsync(link);
            await Expect(page.Heading("My access")).ToBeVisibleAsync();
            await Expect(page.GetByText("Grantee").First).ToBeVisibleAsync();
        });
        invited.AssertNoConsoleErrors();
    }
}
