using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Groups;

public sealed class GroupPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_members_and_the_roles_they_get()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        var group = await app.GroupAsync(account, pat.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, group: group.Id);
        await using var page = await PageContext.Async(app, account);

        var shown = Open(page, group);

        Assert.Contains("1 member · gives 1 role", shown.Find("header.id").TextContent, StringComparison.Ordinal);
        Assert.Contains("Pat Lee", shown.WaitForElement(".plain", Patience).TextContent, StringComparison.Ordinal);
        Assert.Contains("Grantee", shown.Find("aside").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S21_Somebody_is_found_by_name_and_added()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await app.PersonAsync(account, "Zora", "Quist");
        var group = await app.GroupAsync(account);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, group);
        Assert.Equal("No members yet", shown.WaitForElement(".empty h2", Patience).TextContent);

        await shown.InvokeAsync(() => shown.Find("#add-members").Focus());
        await shown.InvokeAsync(() => shown.Find("#add-members").Input("zora"));
        shown.WaitForAssertion(() => Assert.Contains("Zora Quist", Assert.Single(shown.FindAll("[role=option]")).TextContent, StringComparison.Ordinal), Patience);
        await shown.InvokeAsync(() => shown.Find("#add-members").KeyDown(new KeyboardEventArgs { Key = "Enter" }));
        shown.WaitForElement(".tok", Patience);
        await shown.InvokeAsync(() => shown.Button("Add").Click());

        shown.WaitForAssertion(() => Assert.Contains("Zora Quist", shown.Find(".plain").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Contains("1 member", shown.Find("header.id").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task A_member_is_removed_and_put_back_by_Undo()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        var group = await app.GroupAsync(account, pat.Id);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, group);
        shown.WaitForElement(".plain", Patience);

        await shown.InvokeAsync(() => shown.Button("Remove Pat Lee").Click());
        shown.WaitForElement(".empty", Patience);
        page.Host.WaitForAssertion(() => page.Host.Button("Undo"), Patience);
        await page.Host.InvokeAsync(() => page.Host.Button("Undo").Click());

        shown.WaitForElement(".plain", Patience);
        Assert.True(await app.QueryAsync(db => db.GroupMembers.AnyAsync(m => m.GroupId == group.Id && m.IdentityId == pat.Id, Ct)));
    }

    [Fact]
    public async Task U69_Deleting_a_group_says_how_many_people_lose_how_many_roles()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var group = await app.GroupAsync(account, (await app.PersonAsync(account)).Id, (await app.PersonAsync(account, "Ada", "Min")).Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, group: group.Id);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, group);

        await shown.InvokeAsync(() => shown.Button("More actions").Click());
        await shown.InvokeAsync(() => shown.Find("[role=menuitem]").Click());
        var consequences = page.Host.WaitForElements(".cons li", 4, Patience).Select(l => l.TextContent).ToList();
        await page.Host.InvokeAsync(() => page.Host.Find(".btn-danger").Click());

        Assert.StartsWith("2 people leave the group", consequences[0], StringComparison.Ordinal);
        Assert.StartsWith("1 role it gives ends at once", consequences[1], StringComparison.Ordinal);
        Assert.StartsWith("They lose Grantee at ", consequences[2], StringComparison.Ordinal);
        page.Host.WaitForAssertion(() => Assert.EndsWith("/access/identities?tab=groups", page.Navigation.Uri, StringComparison.Ordinal), Patience);
        Assert.False(await app.QueryAsync(db => db.Groups.AnyAsync(g => g.Id == group.Id, Ct)));
    }

    [Fact]
    public async Task A_group_is_renamed_and_a_name_in_use_is_refused_beside_the_field()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var (group, other) = (await app.GroupAsync(account), await app.GroupAsync(account));
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, group);

        await shown.InvokeAsync(() => shown.Button("Rename").Click());
        page.Host.WaitForElement("#group-name", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#group-name").Input(other.Name));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());
        Assert.Contains("already exists", page.Host.WaitForElement("#group-name-err", Patience).TextContent, StringComparison.Ordinal);
        await page.Host.InvokeAsync(() => page.Host.Find("#group-name").Input("Berlin opening team"));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        shown.WaitForAssertion(() => Assert.Equal("Berlin opening team", shown.Find("h1").TextContent), Patience);
    }

    [Fact]
    public async Task A_rename_that_comes_second_shows_the_first_and_asks()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var group = await app.GroupAsync(account);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, group);
        await shown.InvokeAsync(() => shown.Button("Rename").Click());
        page.Host.WaitForElement("#group-name", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#group-name").Input("Mine"));
        await app.Service<GroupService>().RenameAsync(account.Admin, group.Id, "Theirs", CancellationToken.None);

        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        page.Host.WaitForAssertion(() => Assert.Contains("Changed meanwhile by Nora Lindqvist", page.Host.Find(".clash").TextContent, StringComparison.Ordinal), Patience);
        page.Host.WaitForAssertion(() => Assert.Equal("Mine", page.Host.Find("#group-name").GetAttribute("value")), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());
        page.Host.WaitForAssertion(() => Assert.Contains("Choose first what stays", page.Host.Find(".clash").TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.FindAll(".clash-l button")[0].Click());
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());
        shown.WaitForAssertion(() => Assert.Equal("Mine", shown.Find("h1").TextContent), Patience);
    }

    [Fact]
    public async Task Without_rights_the_page_only_shows_and_says_why()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var group = await app.GroupAsync(account, (await app.PersonAsync(account)).Id);
        var reader = await app.ActorAsync(account, [Permissions.IdentityRead]);
        await using var page = await PageContext.Async(app, account, reader);

        var shown = Open(page, group);

        shown.WaitForElement(".plain", Patience);
        Assert.Empty(shown.FindAll(".plain button, header.id button, #add-members"));
        Assert.Contains("right to manage groups", shown.Find(".note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task U14_No_match_offers_to_clear_the_search()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var group = await app.GroupAsync(account, (await app.PersonAsync(account)).Id);
        await using var page = await PageContext.Async(app, account);

        var shown = Open(page, group, "?search=nobody");

        Assert.Contains("nobody", shown.WaitForElement(".empty h2", Patience).TextContent, StringComparison.Ordinal);
        await shown.InvokeAsync(() => shown.Button("Clear search").Click());
        shown.WaitForElement(".plain", Patience);
    }

    [Fact]
    public async Task A_group_of_another_account_isnt_here()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var strange = await app.GroupAsync(await app.AccountAsync("Other"));
        await using var page = await PageContext.Async(app, account);

        var shown = page.Open<GroupPage>($"/groups/{strange.Id}", strange.Id);

        shown.WaitForAssertion(() => Assert.Equal("This group isn't here any more.", shown.Find("h2").TextContent), Patience);
    }

    private static IRenderedComponent<GroupPage> Open(PageContext page, GroupChoice group, string query = "")
    {
        var shown = page.Open<GroupPage>($"/groups/{group.Id}{query}", group.Id);
        shown.WaitForElement("h1", Patience);
        return shown;
    }
}
