using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Groups;

public sealed class GroupPageNestTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_group_is_put_inside_and_taken_out_after_its_cost_was_said()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var (outer, inner) = (await app.GroupAsync(account), await app.GroupAsync(account, (await app.PersonAsync(account)).Id));
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, group: outer.Id);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, outer);

        await shown.InvokeAsync(() => shown.Button(NestGroupDialog.Title).Click());
        page.Host.WaitForElement("#inside-groups", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#inside-groups").Focus());
        page.Host.WaitForAssertion(() => Assert.Contains(inner.Name, Assert.Single(page.Host.FindAll("[role=option]")).TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("[role=option]").Click());
        page.Host.WaitForElement(".tok", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());
        shown.WaitForAssertion(() => Assert.Contains("1 person with the groups inside", shown.Find("header.id").TextContent, StringComparison.Ordinal), Patience);

        // The list comes anew when the change is heard of: found and pressed at one go.
        await shown.InvokeAsync(() => shown.Button($"Take out {inner.Name}").Click());
        var lost = page.Host.WaitForElements(".cons li", 2, Patience)[0].TextContent;
        await page.Host.InvokeAsync(() => page.Host.Find(".btn-danger").Click());

        Assert.Contains($"(through {inner.Name}, in {outer.Name})", lost, StringComparison.Ordinal);
        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll($"[aria-label='Groups inside {outer.Name}']")), Patience);
        Assert.False(await app.QueryAsync(db => db.GroupParents.AnyAsync(p => p.ChildId == inner.Id, Ct)));
    }

    [Fact]
    public async Task A_member_with_times_says_so_and_the_times_are_changed()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var (pat, group) = (await app.PersonAsync(account), await app.GroupAsync(account));
        await app.Service<GroupService>().AddMembersAsync(account.Admin, group.Id, [pat.Id], new MembershipWindow(DateTimeOffset.UtcNow.AddDays(2), null), Ct);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, group);
        Assert.Contains("Upcoming", shown.WaitForElement(".plain", Patience).TextContent, StringComparison.Ordinal);

        await shown.InvokeAsync(() => shown.Button("Times of Pat Lee").Click());
        page.Host.WaitForElement("#member-from", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#member-from").Input(""));
        await page.Host.InvokeAsync(() => page.Host.Find("#member-until").Input("2001-01-01T00:00"));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());
        Assert.Contains("has passed", page.Host.WaitForElement("#member-until-err", Patience).TextContent, StringComparison.Ordinal);
        await page.Host.InvokeAsync(() => page.Host.Find("#member-until").Input("2041-02-03T04:05"));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        shown.WaitForAssertion(() => Assert.Contains("Until 3 Feb 2041, 04:05 UTC", shown.Find(".plain").TextContent, StringComparison.Ordinal), Patience);
        Assert.Equal(new DateTimeOffset(2041, 2, 3, 4, 5, 0, TimeSpan.Zero), await app.QueryAsync(db => db.GroupMembers.Where(m => m.GroupId == group.Id).Select(m => m.EffectiveTo).SingleAsync(Ct)));
    }

    [Fact]
    public async Task Somebody_is_added_for_a_time_and_removing_them_says_what_they_lose()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await app.PersonAsync(account, "Zora", "Quist");
        var group = await app.GroupAsync(account);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, group: group.Id);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, group);

        await shown.InvokeAsync(() => shown.Find("#add-members").Focus());
        await shown.InvokeAsync(() => shown.Find("#add-members").Input("zora"));
        shown.WaitForAssertion(() => Assert.Single(shown.FindAll("[role=option]")), Patience);
        await shown.InvokeAsync(() => shown.Find("#add-members").KeyDown(new KeyboardEventArgs { Key = "Enter" }));
        shown.WaitForElement(".tok", Patience);
        await shown.InvokeAsync(() => shown.Button("Only for a time…").Click());
        shown.WaitForElement("#add-until", Patience);
        await shown.InvokeAsync(() => shown.Find("#add-until").Input("2041-02-03T04:05"));
        await shown.InvokeAsync(() => shown.Button("Add").Click());
        shown.WaitForAssertion(() => Assert.Contains("Until 3 Feb 2041", shown.Find(".plain").TextContent, StringComparison.Ordinal), Patience);

        await shown.InvokeAsync(() => shown.Button("Remove Zora Quist").Click());
        var lost = page.Host.WaitForElements(".cons li", 1, Patience)[0].TextContent;
        await page.Host.InvokeAsync(() => page.Host.Find(".btn-danger").Click());

        Assert.StartsWith("Loses Grantee at ", lost, StringComparison.Ordinal);
        shown.WaitForElement(".empty", Patience);
    }

    [Fact]
    public async Task The_identity_page_shows_groups_that_other_groups_bring()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        var (outer, inner) = (await app.GroupAsync(account), await app.GroupAsync(account, pat.Id));
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, group: outer.Id);
        await app.Service<GroupService>().NestAsync(account.Admin, outer.Id, [inner.Id], Ct);
        await using var page = await PageContext.Async(app, account);

        var groups = page.Open<IdentityPage>($"/identities/{pat.Id}?tab=groups", pat.Id);
        groups.WaitForAssertion(() => Assert.Contains($"Through {inner.Name}", groups.Find(".plain").TextContent, StringComparison.Ordinal), Patience);

        Assert.Single(groups.FindAll(".plain button"));
        var held = page.Open<IdentityPage>($"/identities/{pat.Id}?tab=access", pat.Id);
        held.WaitForAssertion(() => Assert.Contains($"{inner.Name}, in {outer.Name}", held.Text(), StringComparison.Ordinal), Patience);
        await held.InvokeAsync(() => held.Find(".tog").Click());
        held.WaitForAssertion(() => Assert.Contains($"Stands inside {outer.Name}", held.Find(".why").TextContent, StringComparison.Ordinal), Patience);
    }

    private static IRenderedComponent<GroupPage> Open(PageContext page, GroupChoice group)
    {
        var shown = page.Open<GroupPage>($"/groups/{group.Id}", group.Id);
        shown.WaitForElement("h1", Patience);
        return shown;
    }
}
