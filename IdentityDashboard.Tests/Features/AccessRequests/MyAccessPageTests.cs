using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Tests.Features.AccessRequests;

public sealed class MyAccessPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task S11_A_Grantee_requests_access_and_sees_it_wait_and_then_granted()
    {
        var w = await FlowWorld.CreateAsync(Database.Sqlite);
        await using var page = await PageContext.Async(w.App, w.Account, w.Pat);
        var shown = Open<MyAccessPage>(page, "/my-access");

        shown.WaitForElement(".offer button", Patience);
        await shown.InvokeAsync(() => shown.Find(".offer button").Click());
        page.Host.WaitForElement("#request-node option", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#request-duration").Change("1"));
        await page.Host.InvokeAsync(() => page.Host.Find("#request-reason").Input("Month end"));
        page.Host.WaitForAssertion(() => Assert.Contains("at EMEA for 1 hour. You get a mail when it is decided.", Words(page.Host.Find(".dlg .say").TextContent), StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        shown.WaitForAssertion(() => Assert.Contains("Waiting", shown.Find("[aria-label='My requests']").TextContent, StringComparison.Ordinal), Patience);
        var id = (await w.Mine.GetAsync(w.Pat, Ct)).Requests[0].Id;
        await w.Decisions.ApproveAsync(w.Approver, id, 1, null, Ct);
        shown.WaitForAssertion(() => Assert.Contains("Ends in 59 minutes", shown.Find("ul[aria-label='What I have']").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Giving_back_names_what_is_lost_and_extending_asks_for_longer()
    {
        var w = await FlowWorld.CreateAsync(Database.Sqlite);
        await w.GrantAsync();
        await using var page = await PageContext.Async(w.App, w.Account, w.Pat);
        var shown = Open<MyAccessPage>(page, "/my-access");

        shown.WaitForElement("[aria-label^='Extend']", Patience);
        await shown.InvokeAsync(() => shown.Find("[aria-label^='Extend']").Click());
        page.Host.WaitForElement("#extend-duration option", Patience);
        page.Host.WaitForAssertion(() => Assert.Equal(["1 day"], page.Host.FindAll("#extend-duration option").Select(o => o.TextContent)), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());
        shown.WaitForAssertion(() => Assert.Contains("More time: 1 day", shown.Find("[aria-label='My requests']").TextContent, StringComparison.Ordinal), Patience);
        await shown.InvokeAsync(() => shown.Find("[aria-label^='End ']").Click());
        page.Host.WaitForAssertion(() => Assert.Contains("Gone at EMEA and below at once", page.Host.Find(".cons").TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".btn-danger").Click());

        shown.WaitForAssertion(() => Assert.Contains("Ended early", shown.Find("[aria-label='My requests']").TextContent, StringComparison.Ordinal), Patience);
        Assert.False(await w.HoldsAsync());
    }

    [Fact]
    public async Task S16_The_approver_sees_what_they_have_and_shortens()
    {
        var w = await FlowWorld.CreateAsync(Database.Sqlite);
        await w.AskAsync();
        await using var page = await PageContext.Async(w.App, w.Account, w.Approver);
        var shown = Open<RequestsPage>(page, "/access/requests");

        var row = shown.WaitForElement("ul[aria-label='Waiting for you'] li", Patience);
        Assert.Contains("Has now: Grantee at", Words(row.TextContent), StringComparison.Ordinal);
        await shown.InvokeAsync(() => shown.Find("[aria-label^='Approve Pat Lee']").Click());
        page.Host.WaitForElement("#approve-duration option", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#approve-duration").Change("1"));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg .btn-primary").Click());

        shown.WaitForAssertion(() => Assert.Contains("Nothing waits", shown.Markup, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Contains("1 hour, until", shown.Find("ul[aria-label='Decided']").TextContent, StringComparison.Ordinal), Patience);
        Assert.True(await w.HoldsAsync());
    }

    [Fact]
    public async Task S16_U39_A_flow_is_put_together_on_its_page_and_offering_Admin_asks()
    {
        var w = await FlowWorld.CreateAsync(Database.Sqlite);
        await w.App.Service<WorkspaceService>().ChooseEnvironmentAsync(w.Account.Admin, w.Environment, Ct);
        await using var page = await PageContext.Async(w.App, w.Account);
        var shown = Open<FlowsPage>(page, "/access/flows");

        shown.WaitForElement(".head .btn-primary", Patience);
        await shown.InvokeAsync(() => shown.Find(".head .btn-primary").Click());
        page.Host.WaitForElement("#flow-role option:nth-child(2)", Patience);
        page.Host.WaitForElement("#node option:nth-child(2)", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#flow-name").Input("Break glass"));
        await page.Host.InvokeAsync(() => page.Host.Find("input[value=all]").Change("all"));
        await page.Host.InvokeAsync(() => page.Host.Find("input[value=auto]").Change("auto"));
        var chosen = await w.App.RoleNamedAsync(w.Account.Production, "Admin");
        await page.Host.InvokeAsync(() => page.Host.Find("#flow-role").Change(chosen.ToString()));
        await page.Host.InvokeAsync(() => page.Host.Find("#node").Change(w.Node.ToString()));
        await page.Host.InvokeAsync(() => page.Host.FindAll(".dlg-f .btn-primary")[^1].Click());
        page.Host.WaitForAssertion(() => Assert.Contains("Give and take roles", page.Host.Find(".cons").TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.FindAll(".dlg .btn-primary")[^1].Click());

        shown.WaitForAssertion(() => Assert.Contains("Break glass", shown.Find("ul[aria-label='Access flows']").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Contains("Decides: Granted at once", Words(shown.Find("ul[aria-label='Access flows']").TextContent), StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task U69_Archiving_a_flow_names_what_becomes_of_its_requests()
    {
        var w = await FlowWorld.CreateAsync(Database.Sqlite);
        await w.AskAsync();
        await w.App.Service<WorkspaceService>().ChooseEnvironmentAsync(w.Account.Admin, w.Environment, Ct);
        await using var page = await PageContext.Async(w.App, w.Account);
        var shown = Open<FlowsPage>(page, "/access/flows");
        shown.WaitForElement("ul[aria-label='Access flows'] li", Patience);

        shown.WaitForElement("[aria-haspopup=menu]", Patience);
        await shown.InvokeAsync(() => shown.Find("[aria-haspopup=menu]").Click());
        shown.WaitForElement("[role=menuitem].bad", Patience);
        await shown.InvokeAsync(() => shown.Find("[role=menuitem].bad").Click());
        page.Host.WaitForAssertion(() => Assert.Contains("1 request that waits is refused", page.Host.Find(".cons").TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".btn-danger").Click());

        shown.WaitForAssertion(() => Assert.Contains("Archived", shown.Find("ul[aria-label='Access flows'] .badge").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Who_may_only_request_or_approve_below_the_root_sees_it_all_the_same()
    {
        var w = await FlowWorld.CreateAsync(Database.Sqlite);
        var view = await w.App.Service<WorkspaceService>().GetAsync(w.Pat, Ct);
        var low = (await w.App.PersonAsync(w.Account, "Ada", "Min")).As(w.Account);
        await w.App.AssignAsync(w.Account, await w.App.RoleAsync(w.Account, w.Account.Production, [Permissions.AccessApprove]), w.Account.Production, low.Id, node: w.Node);

        var seen = await w.App.Service<WorkspaceService>().GetAsync(low, Ct);

        Assert.Equal((true, false, false), (view.MayRequest, view.MayApprove, view.CanAdminister));
        Assert.Equal((false, true, false), (seen.MayRequest, seen.MayApprove, seen.CanAdminister));
        Assert.True(IdentityDashboard.Shell.PageRights.Opens(seen, "access/requests"));
        Assert.False(IdentityDashboard.Shell.PageRights.Opens(view, "access/requests"));
        Assert.True(IdentityDashboard.Shell.PageRights.Opens(view, "my-access"));
    }

    private static IRenderedComponent<TPage> Open<TPage>(PageContext page, string url)
        where TPage : IComponent
    {
        page.Navigation.NavigateTo(url);
        page.Host = page.Bunit.Render<IdentityDashboard.Ui.DialogHost>();
        return page.Bunit.Render<TPage>();
    }

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
