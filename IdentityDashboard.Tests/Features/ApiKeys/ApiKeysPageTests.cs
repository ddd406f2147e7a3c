using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.ApiKeys;

public sealed class ApiKeysPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_made_and_shown_once_with_a_call_to_try()
    {
        var w = await OpenWorldAsync();
        await using var page = await PageContext.Async(w.App, w.Account);
        var shown = Open(page);

        shown.WaitForElement(".empty", Patience);
        await shown.InvokeAsync(() => shown.Find(".head .btn-primary").Click());
        page.Host.WaitForElement("#key-role option:nth-child(2)", Patience);
        page.Host.WaitForElement("#node option:nth-child(2)", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#key-name").Input("Nightly export"));
        await page.Host.InvokeAsync(() => page.Host.Find("#key-role").Change(w.Role.ToString()));
        await page.Host.InvokeAsync(() => page.Host.Find("#node").Change(w.Emea.ToString()));
        page.Host.WaitForAssertion(() => Assert.Contains("at EMEA, 1 node below included", page.Host.Find(".dlg .say").TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg-f .btn-primary").Click());

        var secret = page.Host.WaitForElement("#api-key", Patience).GetAttribute("value")!;
        page.Host.WaitForAssertion(() => Assert.Equal($"curl -H \"X-API-Key: {secret}\" \"http://localhost:5000/api/v1/identities\"", page.Host.Find("#api-key-curl").GetAttribute("value")), Patience);
        Assert.NotNull(await w.Directory.FindAsync(secret, null, Ct));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg-f .btn-primary").Click());
        shown.WaitForAssertion(() => Assert.Contains("Nightly export", shown.Find("table").TextContent, StringComparison.Ordinal), Patience);
        page.Host.WaitForAssertion(() => Assert.DoesNotContain(secret, shown.Markup + page.Host.Markup, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Contains(secret[..12], shown.Find("table").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Contains("Active", shown.Find("table .st").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task U39_A_key_with_power_over_access_lists_it_and_asks()
    {
        var w = await OpenWorldAsync();
        await using var page = await PageContext.Async(w.App, w.Account);
        var shown = Open(page);

        shown.WaitForElement(".empty", Patience);
        await shown.InvokeAsync(() => shown.Find(".head .btn-primary").Click());
        page.Host.WaitForElement("#key-role option:nth-child(2)", Patience);
        page.Host.WaitForElement("#node option:nth-child(2)", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#key-name").Input("Everything"));
        var chosen = await w.App.RoleNamedAsync(w.Account.Production, BuiltInRoles.Admin);
        await page.Host.InvokeAsync(() => page.Host.Find("#key-role").Change(chosen.ToString()));
        await page.Host.InvokeAsync(() => page.Host.Find("#node").Change(w.Emea.ToString()));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg-f .btn-primary").Click());
        page.Host.WaitForAssertion(() => Assert.Contains("Give and take roles", page.Host.Find(".cons").TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.FindAll("[data-cancel]")[^1].Click());

        Assert.Empty((await w.Queries.ListAsync(w.Account.Admin, w.Place, ended: true, Ct)).Value.Keys);
    }

    [Fact]
    public async Task U69_Revoking_names_what_stops_and_the_ended_are_shown_on_demand()
    {
        var w = await OpenWorldAsync();
        var key = await w.KeyAsync(days: 10);
        await using var page = await PageContext.Async(w.App, w.Account);
        var shown = Open(page);
        shown.WaitForAssertion(() => Assert.Contains("Expires soon", shown.Find("table .st").TextContent, StringComparison.Ordinal), Patience);

        shown.WaitForElement("[aria-haspopup=menu]", Patience);
        await shown.InvokeAsync(() => shown.Find("[aria-haspopup=menu]").Click());
        shown.WaitForElement("[role=menuitem].bad", Patience);
        await shown.InvokeAsync(() => shown.Find("[role=menuitem].bad").Click());
        page.Host.WaitForAssertion(() => Assert.Contains($"Every program that uses {key.Secret[..12]}… is refused from its next call on", page.Host.Find(".cons").TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Find(".btn-danger").Click());

        shown.WaitForAssertion(() => Assert.Contains("No API key works now", shown.Markup, StringComparison.Ordinal), Patience);
        await shown.InvokeAsync(() => shown.Find("input[type=checkbox]").Change(true));
        shown.WaitForAssertion(() => Assert.Contains("Revoked", shown.Find("table .st").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll("[aria-haspopup=menu]")), Patience);
    }

    [Fact]
    public async Task Rolling_shows_the_new_secret_and_when_the_old_one_stops()
    {
        var w = await OpenWorldAsync();
        var key = await w.KeyAsync();
        await using var page = await PageContext.Async(w.App, w.Account);
        var shown = Open(page);
        shown.WaitForElement("table", Patience);

        shown.WaitForElement("[aria-haspopup=menu]", Patience);
        await shown.InvokeAsync(() => shown.Find("[aria-haspopup=menu]").Click());
        shown.WaitForElement("[role=menuitem]", Patience);
        await shown.InvokeAsync(() => shown.Find("[role=menuitem]").Click());
        page.Host.WaitForElement("#roll-overlap", Patience);
        await page.Host.InvokeAsync(() => page.Host.Find("#roll-overlap").Change("168"));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg-f .btn-primary").Click());

        var secret = page.Host.WaitForElement("#api-key", Patience).GetAttribute("value")!;
        page.Host.WaitForAssertion(() => Assert.Contains("The old secret stops by itself at", page.Host.Find(".note-accent").TextContent, StringComparison.Ordinal), Patience);
        Assert.NotNull(await w.Directory.FindAsync(secret, null, Ct));
        Assert.NotNull(await w.CallAsync(key));
        await page.Host.InvokeAsync(() => page.Host.Find(".dlg-f .btn-primary").Click());
        shown.WaitForAssertion(() => Assert.Equal(["Being replaced", "Active"], shown.FindAll("table .st").Select(s => s.TextContent)), Patience);
    }

    [Fact]
    public async Task Who_manages_keys_at_a_node_has_the_page_and_who_manages_none_doesnt()
    {
        var w = await OpenWorldAsync();
        var lead = await w.ActorAtAsync(w.Emea, Permissions.ApiKeyManage);
        var reader = await w.App.ActorAsync(w.Account, [Permissions.IdentityRead]);

        foreach (var (actor, opens) in new[] { (lead, true), (reader, false) })
        {
            var view = await w.App.Service<WorkspaceService>().GetAsync(actor, Ct);
            await using var page = await PageContext.Async(w.App, w.Account, actor);
            var shown = Open(page);

            Assert.Equal(opens, IdentityDashboard.Shell.PageRights.Opens(view, "access/api-keys"));
            shown.WaitForAssertion(() => Assert.Contains(opens ? "No API keys yet" : "API keys aren’t open to you here", shown.Markup, StringComparison.Ordinal), Patience);
        }
    }

    private static async Task<KeyWorld> OpenWorldAsync()
    {
        var w = await KeyWorld.MakeAsync(Database.Sqlite);
        await w.App.Service<WorkspaceService>().ChooseEnvironmentAsync(w.Account.Admin, w.Place, Ct);
        return w;
    }

    private static IRenderedComponent<ApiKeysPage> Open(PageContext page)
    {
        page.Navigation.NavigateTo("/access/api-keys");
        page.Host = page.Bunit.Render<IdentityDashboard.Ui.DialogHost>();
        return page.Bunit.Render<ApiKeysPage>();
    }
}
