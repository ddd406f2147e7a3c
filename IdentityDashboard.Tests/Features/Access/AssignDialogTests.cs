using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Access;

public sealed class AssignDialogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_is_given_on_the_persons_page_and_the_sentence_says_it_first()
    {
        var (app, account, page, pat) = await StartAsync();
        await using var _ = page;
        var shown = OpenPerson(page, pat);
        var grantee = await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee);

        await shown.InvokeAsync(() => shown.Button("Assign role").Click());
        page.Host.WaitForElement("#role option:nth-child(2)", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#role").Change(grantee.ToString()));
        await page.Host.InvokeAsync(() => page.Host.Find("#until").Input("2040-05-01T09:00"));
        page.Host.WaitForAssertion(() => Assert.Equal($"Pat Lee becomes Grantee at {Root(page)}, until 1 May 2040, 09:00 UTC.", Sentence(page)), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        shown.WaitForAssertion(() => Assert.Contains("Grantee", shown.Find("[aria-label=Production]").TextContent, StringComparison.Ordinal), Patience);
        var made = await app.QueryAsync(db => db.Assignments.SingleAsync(a => a.IdentityId == pat.Id, Ct));
        Assert.Equal(new DateTimeOffset(2040, 5, 1, 9, 0, 0, TimeSpan.Zero), made.EffectiveTo);
        Assert.Equal("Nora Lindqvist", made.GrantedBy);
    }

    [Fact]
    public async Task U39_Giving_Admin_lists_its_powers_and_asks()
    {
        var (app, account, page, pat) = await StartAsync();
        await using var _ = page;
        var shown = OpenPerson(page, pat);
        await shown.InvokeAsync(() => shown.Button("Assign role").Click());
        page.Host.WaitForElement("#role option:nth-child(2)", Patience);
        var chosen = await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin);
        await page.Host.InvokeAsync(() => page.Host.Find("#role").Change(chosen.ToString()));

        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());
        page.Host.WaitForAssertion(() => Assert.Contains("Give and take roles", page.Host.Find(".cons").TextContent, StringComparison.Ordinal), Patience);
        Assert.False(await app.QueryAsync(db => db.Assignments.AnyAsync(a => a.IdentityId == pat.Id, Ct)));
        await page.Host.InvokeAsync(() => page.Host.FindAll(".dlg .btn-primary")[^1].Click());

        shown.WaitForAssertion(() => Assert.Contains("Admin", shown.Find("[aria-label=Production]").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Without_a_role_the_field_says_what_to_do()
    {
        var (_, _, page, pat) = await StartAsync();
        await using var __ = page;
        OpenPerson(page, pat).Button("Assign role").Click();
        page.Host.WaitForElement("#role option:nth-child(2)", Patience);

        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        Assert.Equal("Choose which role they get here.", page.Host.WaitForElement("#role-err", Patience).TextContent);
    }

    [Fact]
    public async Task U69_Removing_names_what_is_lost()
    {
        var (app, account, page, pat) = await StartAsync();
        await using var _ = page;
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, pat.Id);
        var shown = OpenPerson(page, pat);

        await shown.InvokeAsync(() => shown.Find("[aria-label=Production] .tog").Click());
        shown.WaitForElement(".acc-do button", Patience);
        await shown.InvokeAsync(() => shown.Find(".acc-do button").Click());
        page.Host.WaitForAssertion(() => Assert.Contains("Gone in Production: access.request", page.Host.Find(".cons").TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".btn-danger").Click());

        shown.WaitForAssertion(() => Assert.Equal("No role yet", shown.Find(".empty h2").TextContent), Patience);
    }

    [Fact]
    public async Task A_role_that_begins_later_is_shown_apart()
    {
        var (app, account, page, pat) = await StartAsync();
        await using var _ = page;
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, pat.Id, from: new DateTimeOffset(2040, 5, 1, 9, 0, 0, TimeSpan.Zero));

        var shown = OpenPerson(page, pat);

        Assert.Contains("From 1 May 2040, 09:00 UTC", shown.WaitForElement("[aria-label='Begins later']", Patience).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_gets_a_role_for_present_and_future_members()
    {
        var (app, account, page, pat) = await StartAsync();
        await using var _ = page;
        var group = await app.GroupAsync(account, pat.Id);
        var shown = page.Open<GroupPage>($"/groups/{group.Id}", group.Id);
        shown.WaitForElement("h1", Patience);

        await shown.InvokeAsync(() => shown.Button("Assign role").Click());
        page.Host.WaitForElement("#role option:nth-child(2)", Patience);
        var chosen = await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee);
        await page.Host.InvokeAsync(() => page.Host.Find("#role").Change(chosen.ToString()));
        page.Host.WaitForAssertion(() => Assert.StartsWith($"Everybody in {group.Name}, now and later, becomes Grantee", Sentence(page), StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        shown.WaitForAssertion(() => Assert.Contains("everybody who joins it", shown.Find("aside").TextContent, StringComparison.Ordinal), Patience);
        Assert.True(await app.QueryAsync(db => app.Service<AccessService>().EvaluateAsync(db, pat.Id, Permissions.AccessRequest, account.Production.RootNodeId, Ct)));
    }

    [Fact]
    public async Task Why_answers_yes_with_the_chain_and_no_with_the_reason()
    {
        var (app, account, page, pat) = await StartAsync();
        await using var _ = page;
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, pat.Id);
        OpenPerson(page, pat).Button("Why does Pat have…?").Click();
        page.Host.WaitForElement("#permission option:nth-child(2), #permission optgroup", Patience);

        await page.Host.InvokeAsync(() => page.Host.Find("#permission").Change(Permissions.AccessRequest));
        page.Host.WaitForAssertion(() => Assert.Contains("Yes, in 1 way", page.Host.Find(".dlg").TextContent, StringComparison.Ordinal), Patience);
        page.Host.WaitForAssertion(() => Assert.Contains("Given by Nora Lindqvist", page.Host.Find(".why").TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#permission").Change(Permissions.AuditRead));
        page.Host.WaitForAssertion(() => Assert.Contains("No. No role that Pat holds has it", page.Host.Find(".dlg").TextContent, StringComparison.Ordinal), Patience);
    }

    private static string Sentence(PageContext page) => string.Join(' ', page.Host.Find(".dlg .say").TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Root(PageContext page) => page.Host.Find("#node option").TextContent;

    private static IRenderedComponent<IdentityPage> OpenPerson(PageContext page, CreatedIdentity pat)
    {
        var shown = page.Open<IdentityPage>($"/identities/{pat.Id}?tab=access", pat.Id);
        shown.WaitForElement("h1", Patience);
        return shown;
    }

    private static async Task<(TestApp App, TestAccount Account, PageContext Page, CreatedIdentity Pat)> StartAsync()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await app.Service<IdentityDashboard.Features.Workspace.WorkspaceService>().ChooseEnvironmentAsync(account.Admin, account.Production.EnvironmentId, Ct);
        var page = await PageContext.Async(app, account);
        return (app, account, page, await app.PersonAsync(account));
    }
}
