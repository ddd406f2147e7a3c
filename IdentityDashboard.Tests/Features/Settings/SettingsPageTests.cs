using Bunit;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Features.Settings;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Features.Workspace.Branding;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Mail;
using IdentityDashboard.Tests.Support;
using IdentityDashboard.Tests.Ui;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Features.Settings;

/// <summary>The pages over the services of a running app.</summary>
public sealed class SettingsPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Who_is_no_Owner_is_told_so_calmly()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await using var context = Context(app);

        var page = Show<SettingsPage>(context, account.Admin, account.View with { IsOwner = false });

        Assert.Equal("Only Owners can open this", page.Find("h2").TextContent);
        Assert.Empty(page.FindAll("input, table"));
    }

    [Fact]
    public async Task The_parts_of_the_page_are_there_and_the_organisation_is_renamed()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await using var context = Context(app);
        var page = Show<SettingsPage>(context, account.Admin, account.View);

        Assert.Equal(["Organisation", "Branding", "Invitations", "Custom attributes", "Mail", "Mail queue", "Password policy", "Multi-factor authentication", "Email verification", "Sessions", "Inactive people", "Set by the environment"], page.FindAll(".set > div:first-child > h2").Select(h => h.TextContent));
        page.WaitForAssertion(() => Assert.Equal(("8", "64"), (page.Find("#password-min-length").GetAttribute("value"), page.Find("#password-max-length").GetAttribute("value"))), Patience);
        Assert.Contains("NIST SP 800-63B asks for 15 characters where the password is the only factor", page.Markup, StringComparison.Ordinal);
        Assert.Contains($"/a/{account.Slug}", page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("#organisation-name").Input(""));
        await page.Find("form").SubmitAsync();
        Assert.Equal("Enter the name of your organisation.", page.Find("#organisation-name-err").TextContent);
        await page.InvokeAsync(() => page.Find("#organisation-name").Input("Halden AB"));
        await page.Find("form").SubmitAsync();

        Assert.Empty(page.FindAll("#organisation-name-err"));
        Assert.Equal("Halden AB", (await app.Service<WorkspaceService>().GetAsync(account.Admin, CancellationToken.None)).AccountName);
    }

    [Fact]
    public async Task Two_Owners_who_rename_at_once_see_each_other()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await using var context = Context(app);
        var page = Show<SettingsPage>(context, account.Admin, account.View);
        await page.InvokeAsync(() => page.Find("#organisation-name").Input("Halden Holding"));
        await app.Service<AccountSettings>().RenameAsync(account.Admin, "Halden AB", CancellationToken.None);

        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Changed meanwhile by Nora Lindqvist", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Equal("Halden Holding", page.Find("#organisation-name").GetAttribute("value"));
        Assert.Equal("Halden AB", (await app.Service<WorkspaceService>().GetAsync(account.Admin, CancellationToken.None)).AccountName);
        await page.InvokeAsync(() => page.FindAll(".clash-l button")[0].Click());
        await page.Find("form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".clash")), Patience);
        Assert.Equal("Halden Holding", (await app.Service<WorkspaceService>().GetAsync(account.Admin, CancellationToken.None)).AccountName);
    }

    [Fact]
    public async Task A42_How_mail_leaves_is_shown_with_its_keys_and_without_the_password()
    {
        await using var server = await SmtpServer.StartAsync();
        await using var app = await MailWorld.StartAsync(Database.Sqlite, server);
        var account = await app.AccountAsync();
        await using var context = Context(app);
        var page = Show<SettingsPage>(context, account.Admin, account.View);

        Assert.Contains("Set by configuration", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Mail__Host", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Options.Password, page.Markup, StringComparison.Ordinal);
        await page.FindAll("button").Single(b => b.TextContent.Contains("Send a test mail", StringComparison.Ordinal)).ClickAsync(new());

        page.WaitForAssertion(() => Assert.Equal(6, page.FindAll(".mtest .done").Count), Patience);
        Assert.Contains($"The server took the test mail to {account.AdminEmail}", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Options.Password, page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_queue_follows_the_worker_and_says_in_words_what_failed()
    {
        await using var server = await SmtpServer.StartAsync();
        await using var app = await MailWorld.StartAsync(Database.Sqlite, server);
        var account = await app.AccountAsync();
        await using var context = Context(app);
        var page = Show<SettingsPage>(context, account.Admin, account.View);
        page.WaitForAssertion(() => Assert.Contains("No mail yet", page.Markup, StringComparison.Ordinal), Patience);

        await app.EnqueueAsync(account, "unknown550@example.com", "busy451@example.com", "pat@example.com");

        page.WaitForAssertion(() => Assert.Equal(["Failed", "Sent", "Trying again"], page.FindAll(".mq .st").Select(s => s.TextContent).Order(StringComparer.Ordinal)), Patience);
        Assert.Equal("Failed", page.FindAll(".mq .st")[0].TextContent);
        Assert.Contains("550 5.1.1 No such mailbox", page.Find(".mq-st small").TextContent, StringComparison.Ordinal);
        var retry = page.FindAll(".mq-do button").Single();
        Assert.Contains("Retry now", retry.TextContent, StringComparison.Ordinal);
        await retry.ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains(page.FindAll(".mq-n"), n => n.TextContent.StartsWith('2')), Patience);
    }

    [Fact]
    public async Task Kept_mail_is_listed_read_and_its_link_opened()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await using var context = Context(app);
        var page = Show<DevMailPage>(context, account.Admin, account.View);
        page.WaitForAssertion(() => Assert.Contains("No mail yet", page.Markup, StringComparison.Ordinal), Patience);

        await app.EnqueueAsync(account, "pat@example.com");

        page.WaitForAssertion(() => Assert.Equal("pat@example.com", page.Find(".dbox-list b").TextContent), Patience);
        Assert.Equal(MailWorld.Letter().Url, page.FindAll("a").Single(a => a.TextContent == "Open link").GetAttribute("href"));
        Assert.StartsWith("/dev/mail/", page.Find("iframe").GetAttribute("src"), StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", page.Find("iframe").GetAttribute("sandbox"), StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", page.Find("iframe").GetAttribute("sandbox"), StringComparison.Ordinal);
        await page.FindAll("[role=tab]")[1].ClickAsync(new());
        Assert.Equal(MailWorld.Letter().Url, page.Find(".dbox-t a").GetAttribute("href"));
    }

    private static BunitContext Context(TestApp app)
    {
        var context = UiContext.Create();
        context.Services.AddFallbackServiceProvider(new Features(app.Services));
        return context;
    }

    private static IRenderedComponent<TPage> Show<TPage>(BunitContext context, Actor actor, WorkspaceView view) where TPage : IComponent
    {
        var workspace = new WorkspaceContext(actor, view, _ => Task.CompletedTask, () => Task.CompletedTask);
        return context.Render<CascadingValue<WorkspaceContext>>(p => p.Add(c => c.Value, workspace).AddChildContent<TPage>()).FindComponent<TPage>();
    }

    /// <summary>The app's own services; those of the framework are bunit's.</summary>
    private sealed class Features(IServiceProvider app) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType.Namespace?.StartsWith("IdentityDashboard.", StringComparison.Ordinal) == true ? app.GetService(serviceType) : null;
    }
}
