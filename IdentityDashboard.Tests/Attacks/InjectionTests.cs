using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>A57: what people write is shown as they wrote it and never runs: on pages, in mail, in the audit.</summary>
public sealed class InjectionTests
{
    private const string Harmless = "Plain words";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public void There_are_fifty_different_payloads_short_enough_for_every_field()
    {
        Assert.Equal(50, XssPayloads.All.Distinct(StringComparer.Ordinal).Count());
        Assert.All(XssPayloads.All, p => Assert.InRange(p.Length, 1, 100));
    }

    [Fact]
    public void A53_A57_No_payload_changes_the_build_of_a_mail()
    {
        var plain = Build(Letter(Harmless));

        foreach (var payload in XssPayloads.All)
        {
            var mail = Letter(payload);

            Assert.Equal(plain, Build(mail));
            Assert.Contains(Squeezed(payload), Squeezed(new HtmlParser().ParseDocument(mail.Html).Body!.TextContent), StringComparison.Ordinal);
            Assert.DoesNotContain('\n', mail.Subject);
        }
    }

    [Fact]
    public async Task A57_No_payload_changes_the_build_of_the_pages_before_sign_in()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        using var visitor = new Visitor(app);
        var plain = await PagesAsync(app, account, visitor, Harmless);

        foreach (var payload in XssPayloads.All)
        {
            var pages = await PagesAsync(app, account, visitor, payload);

            Assert.Equal(plain.Select(p => string.Join('\n', Build(p))), pages.Select(p => string.Join('\n', Build(p))));
            Assert.All(pages, page => Assert.Contains(Squeezed(payload), Squeezed(new HtmlParser().ParseDocument(page.Html).Body!.TextContent), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A57_No_payload_in_any_field_runs_on_any_page_in_mail_or_in_the_audit()
    {
        await using var app = await TestApp.StartAsync();
        var account = await app.AccountAsync();
        var pages = await SeedAsync(app, account);
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        var dialogs = new List<string>();
        browser.Page.Dialog += (_, dialog) =>
        {
            dialogs.Add(dialog.Message);
            _ = dialog.DismissAsync();
        };

        await browser.DoAsync(async page =>
        {
            await page.GotoAsync("/sign-in");
            await page.GetByLabel("Email", new() { Exact = true }).FillAsync(account.AdminEmail);
            await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
            await page.GetByLabel("Password", new() { Exact = true }).FillAsync(TestAccount.Password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            await page.GetByRole(AriaRole.Heading, new() { Name = "Overview" }).WaitForAsync();
            foreach (var path in pages)
            {
                await page.GotoAsync(path);
                await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First.WaitForAsync();
                await page.Locator("[aria-busy=true]").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
                await page.GetByText("__xss").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
                Assert.True(await page.EvaluateAsync<bool>("window.__xss === undefined"), path);
                Assert.Equal(0, await page.Locator("main script, main [onerror], main [onload], main [onclick], main [onfocus], main object, main embed, main base, main meta").CountAsync());
            }
        });

        Assert.Empty(dialogs);
        // A script that the page's policy stopped would stand here: nothing may even have tried.
        browser.AssertNoConsoleErrors();
    }

    private static MailDraft Letter(string text)
    {
        var invitation = new Invitation
        {
            Email = "pat@example.com", NormalizedEmail = "pat@example.com", FirstName = text, LastName = text, Note = text, InvitedByName = text, TokenHash = [], ExpiresAt = DateTimeOffset.UnixEpoch,
        };
        var role = new RoleAtNode(Guid.Empty, text, Guid.Empty, text, Guid.Empty, text);
        return InvitationMail.Compose(invitation, "nora@example.com", text, text, role, "https://identity.example/x", text);
    }

    /// <summary>Sign-in, forgotten password and acceptance, with the text wherever somebody else may have put it.</summary>
    private static async Task<Seen[]> PagesAsync(TestApp app, TestAccount account, Visitor visitor, string text)
    {
        Assert.True((await app.Service<AccountSettings>().RenameAsync(account.Admin, text, Ct)).Succeeded);
        var (_, invitation) = await app.InvitationAsync(account, new NewInvitation(Given.Address(), text, text, Note: text));
        return [await visitor.OpenAsync($"/a/{account.Slug}/sign-in"), await visitor.OpenAsync($"/a/{account.Slug}/forgot-password"), await visitor.OpenAsync(invitation)];
    }

    /// <summary>Elements with the names of their attributes; values and text may differ.</summary>
    private static IEnumerable<string> Build(Seen page) => Build(page.Html);

    private static IEnumerable<string> Build(MailDraft mail) => Build(mail.Html);

    private static IEnumerable<string> Build(string html) => [.. new HtmlParser().ParseDocument(html).All
        .Where(e => e.LocalName is not "b")
        .Select(e => $"{e.LocalName} {string.Join(' ', e.Attributes.Select(a => a.Name).Order(StringComparer.Ordinal))}")];

    /// <summary>Names lose their line breaks and doubled spaces.</summary>
    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    /// <returns>The pages that show what was written.</returns>
    private static async Task<IReadOnlyList<string>> SeedAsync(TestApp app, TestAccount account)
    {
        var place = account.Production;
        var scope = new CreateScope(place.ApplicationId, place.EnvironmentId);
        await app.Service<WorkspaceService>().ChooseEnvironmentAsync(account.Admin, place.EnvironmentId, Ct);
        Assert.True((await app.Service<AccountSettings>().RenameAsync(account.Admin, XssPayloads.All[17], Ct)).Succeeded);
        var field = (await app.Service<AttributeService>().DefineAsync(account.Admin, new AttributeDraft(XssPayloads.All[0], "evil", XssPayloads.All[13], AttributeKind.Text, [], false, false, true), Ct)).Value;
        var people = await app.Service<IdentityService>().CreateAsync(account.Admin, scope, [.. XssPayloads.All.Select((p, i) => new NewIdentity($"xss{i}@halden.example", p, p)
        {
            Traits = new Dictionary<string, string>(StringComparer.Ordinal) { [field.Key] = p },
        })], Ct);
        Assert.All(people, p => Assert.True(p.Succeeded, p.Error?.Message));
        var groups = new List<Guid>();
        foreach (var (payload, i) in XssPayloads.All.Select((p, i) => (p, i)))
        {
            var made = await app.Service<GroupService>().CreateAsync(account.Admin, payload, [people[i].Value.Id], Ct);
            Assert.True(made.Succeeded, made.Error?.Message);
            groups.Add(made.Value.Id);
        }

        Assert.True((await app.Service<InvitationSettingsService>().SaveAsync(account.Admin, 7, string.Join('\n', XssPayloads.All.Take(20)), 0, Ct)).Succeeded);
        var invited = await app.Service<InvitationService>().InviteAsync(account.Admin, place.EnvironmentId, [.. XssPayloads.All.Select((p, i) => new NewInvitation($"invited{i}@halden.example", p, p, Note: p))], Ct);
        Assert.All(invited, i => Assert.True(i.Succeeded, i.Error?.Message));
        var role = await RolesAndNodesAsync(app, account);
        return
        [
            "/access/identities", "/access/identities?q=svg", "/access/identities?tab=groups", "/tenant/identities", "/access/hierarchy", "/access/roles", $"/access/roles/{role}", $"/groups/{groups[0]}",
            $"/identities/{people[13].Value.Id}", $"/identities/{people[0].Value.Id}?tab=activity", "/audit?action=user.created", "/audit?action=group.created", "/settings", "/dev/mail",
        ];
    }

    /// <summary>Past the services, whose rules would refuse some: the pages have to hold on their own.</summary>
    private static async Task<Guid> RolesAndNodesAsync(TestApp app, TestAccount account)
    {
        var place = account.Production;
        await using var db = await app.Dbs.CreateDbContextAsync();
        var roles = XssPayloads.All.Select(p => new Role { AccountId = account.Id, EnvironmentId = place.EnvironmentId, Name = p, Description = p }).ToList();
        db.Roles.AddRange(roles);
        await db.SaveChangesAsync();
        foreach (var payload in XssPayloads.All) await app.NodeAsync(account, place, payload);
        return roles[0].Id;
    }
}
