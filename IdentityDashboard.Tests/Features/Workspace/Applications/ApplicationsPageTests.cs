using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace.Applications;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Tests.Features.Workspace.Applications;

public sealed class ApplicationsPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task S30_Owners_see_applications_with_their_environments_and_what_the_three_layers_are()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await app.Service<ApplicationService>().CreateAsync(account.Admin, "Northpeak", Xunit.TestContext.Current.CancellationToken);
        await using var page = await PageContext.Async(app, account);

        var shown = page.Bunit.Render<ApplicationsPage>();

        shown.WaitForAssertion(() => Assert.Equal(["Halden Group", "Northpeak"], shown.FindAll("section.card h2").Select(h => h.TextContent)), Patience);
        Assert.Equal(4, shown.FindAll("section.card ul.plain > li").Count);
        Assert.Contains("Application: who of them may use a product. Environment: what they may do there", shown.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_no_Owner_is_told_so()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var admin = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage]);
        await using var page = await PageContext.Async(app, account, admin);

        var shown = page.Bunit.Render<ApplicationsPage>();

        Assert.Contains("Only Owners see the applications", shown.Text(), StringComparison.Ordinal);
        Assert.Empty(shown.FindAll("button"));
    }

    [Fact]
    public async Task S26_The_identity_page_adds_to_an_application_and_says_what_suspending_there_means()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await app.Service<ApplicationService>().CreateAsync(account.Admin, "Northpeak", Xunit.TestContext.Current.CancellationToken);
        var person = await app.PersonAsync(account);
        await using var page = await PageContext.Async(app, account);
        var shown = page.Open<IdentityPage>($"/identities/{person.Id}?tab=access", person.Id);
        shown.WaitForAssertion(() => Assert.Contains("Halden Group", Section(), StringComparison.Ordinal), Patience);

        await shown.InvokeAsync(() => shown.Button("Add to application").Click());
        await shown.InvokeAsync(() => shown.FindAll("[role=menuitem]").First(m => m.TextContent.Trim() == "Northpeak").Click());
        shown.WaitForAssertion(() => Assert.Contains("Northpeak", Section(), StringComparison.Ordinal), Patience);

        await shown.InvokeAsync(() => shown.Button("Actions for Northpeak").Click());
        var suspending = shown.InvokeAsync(() => shown.FindAll("[role=menuitem]").First(m => m.TextContent.Trim() == "Suspend here…").Click());
        page.Host.WaitForAssertion(() => Assert.Contains("Other applications and the sign-in stay as they are", page.Host.Text(), StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Button("Suspend").Click());
        await suspending;
        shown.WaitForAssertion(() => Assert.Contains("Suspended", Section(), StringComparison.Ordinal), Patience);

        string Section() => shown.FindAll("section[aria-label=Applications]").FirstOrDefault()?.TextContent ?? "";
    }
}
