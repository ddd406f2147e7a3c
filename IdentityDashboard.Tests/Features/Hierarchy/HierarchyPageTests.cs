using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.AspNetCore.Components.Web;

namespace IdentityDashboard.Tests.Features.Hierarchy;

public sealed class HierarchyPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_tree_is_walked_with_the_keyboard_and_Enter_shows_the_node()
    {
        var world = await HierarchyWorld.ShownAsync();
        var emea = await world.AddAsync("EMEA");
        await world.AddAsync("APAC");
        var berlin = await world.AddAsync("Berlin", emea, "site");
        await using var page = await PageContext.Async(world.App, world.Account);
        var shown = Open(page, "/access/hierarchy");
        shown.WaitForAssertion(() => Assert.Equal(3, shown.FindAll("[role=treeitem]").Count), Patience);

        await PressAsync("ArrowDown");
        await PressAsync("ArrowDown");
        Assert.Equal("EMEA, unit", Active());
        await PressAsync("ArrowRight");
        shown.WaitForAssertion(() => Assert.Contains("Berlin, site", Names()), Patience);
        await PressAsync("ArrowRight");
        Assert.Equal("Berlin, site", Active());
        Assert.Equal(("3", "1", "1"), Found("Berlin, site") is var item ? (item.GetAttribute("aria-level"), item.GetAttribute("aria-setsize"), item.GetAttribute("aria-posinset")) : default);
        await PressAsync("Enter");
        shown.WaitForAssertion(() => Assert.Equal("Berlin", shown.Find("#node-h").TextContent), Patience);
        Assert.EndsWith($"?node={berlin}", page.Navigation.Uri, StringComparison.Ordinal);
        await PressAsync("ArrowLeft");
        Assert.Equal("EMEA, unit", Active());
        await PressAsync("ArrowLeft");
        Assert.Equal("false", Found("EMEA, unit").GetAttribute("aria-expanded"));
        await PressAsync("Home");
        await PressAsync("a");
        Assert.Equal("APAC, unit", Active());
        await PressAsync("End");
        Assert.Equal("EMEA, unit", Active());

        Task PressAsync(string key) => shown.InvokeAsync(() => shown.Find("[role=tree]").KeyDownAsync(new KeyboardEventArgs { Key = key }));

        string? Active() => shown.Find("[role=treeitem][tabindex='0']").GetAttribute("aria-label");

        List<string?> Names() => [.. shown.FindAll("[role=treeitem]").Select(i => i.GetAttribute("aria-label"))];

        AngleSharp.Dom.IElement Found(string name) => shown.FindAll("[role=treeitem]").Single(i => i.GetAttribute("aria-label") == name);
    }

    [Fact]
    public async Task A_long_branch_loads_page_by_page_and_a_node_far_down_is_shown_at_its_place()
    {
        var world = await HierarchyWorld.ShownAsync();
        var made = (await world.Service.AddAsync(world.Admin, world.Root, [.. Enumerable.Range(1, 450).Select(n => new NewNode($"Site {n:000}", "site"))], Ct)).Value;
        await using var page = await PageContext.Async(world.App, world.Account);
        var shown = Open(page, $"/access/hierarchy?node={made[439]}");

        shown.WaitForAssertion(() => Assert.Equal("Site 440", shown.Find("#node-h").TextContent), Patience);
        shown.WaitForAssertion(() => Assert.Equal(203, shown.FindAll("[role=treeitem]").Count), Patience);
        var far = shown.FindAll("[role=treeitem]").Single(i => i.GetAttribute("aria-label") == "Site 440, site");
        Assert.Equal(("440", "450", "true"), (far.GetAttribute("aria-posinset"), far.GetAttribute("aria-setsize"), far.GetAttribute("aria-selected")));

        await shown.InvokeAsync(() => shown.Find(".more > span").ClickAsync(new MouseEventArgs()));
        shown.WaitForAssertion(() => Assert.Equal(403, shown.FindAll("[role=treeitem]").Count), Patience);
        await shown.InvokeAsync(() => shown.Find(".more > span").ClickAsync(new MouseEventArgs()));
        shown.WaitForAssertion(() => Assert.Equal(451, shown.FindAll("[role=treeitem]").Count), Patience);
        Assert.Empty(shown.FindAll(".more"));
        Assert.Equal(Enumerable.Range(1, 450).Select(n => $"Site {n:000}, site"), shown.FindAll("[role=treeitem]").Skip(1).Select(i => i.GetAttribute("aria-label")));
    }

    [Fact]
    public async Task A_search_finds_by_part_of_the_name_and_reveals()
    {
        var world = await HierarchyWorld.ShownAsync();
        var berlin = await world.AddAsync("Berlin", await world.AddAsync("Retail", await world.AddAsync("EMEA")));
        await using var page = await PageContext.Async(world.App, world.Account);
        var shown = Open(page, "/access/hierarchy?q=erli");

        shown.WaitForAssertion(() => Assert.Contains("EMEA / Retail / Berlin", shown.Find(".hits").TextContent, StringComparison.Ordinal), Patience);
        await shown.InvokeAsync(() => shown.Find(".hits button").ClickAsync(new MouseEventArgs()));

        shown.WaitForAssertion(() => Assert.Equal("Berlin, unit", shown.Find("[role=treeitem][aria-selected=true]").GetAttribute("aria-label")), Patience);
        Assert.EndsWith($"/access/hierarchy?node={berlin}", page.Navigation.Uri, StringComparison.Ordinal);
        Assert.Empty(shown.FindAll(".hits"));
    }

    [Fact]
    public async Task Who_may_only_look_sees_no_way_to_change_anything()
    {
        var world = await HierarchyWorld.ShownAsync();
        await world.AddAsync("EMEA");
        var reader = await world.PersonAsync(world.Root, Permissions.IdentityRead);
        await using var page = await PageContext.Async(world.App, world.Account, reader);
        var shown = Open(page, "/access/hierarchy");

        shown.WaitForAssertion(() => Assert.Contains("Assigned here", shown.Text(), StringComparison.Ordinal), Patience);
        Assert.DoesNotContain(shown.FindAll("button"), b => b.TextContent.Contains("Add node", StringComparison.Ordinal) || b.TextContent.Contains("Node types", StringComparison.Ordinal));
        Assert.Empty(shown.FindAll("[role=treeitem] button"));
    }

    [Theory]
    [InlineData("/access/hierarchy", null, false, false)]
    [InlineData("/access/hierarchy?q=%20emea%20&archived=1", "emea", false, true)]
    [InlineData("/access/hierarchy?node=0198a1b2-0000-7000-8000-000000000001", null, true, false)]
    [InlineData("/access/hierarchy?node=nothing&q=", null, false, false)]
    public void The_place_stands_in_the_address(string address, string? search, bool hasNode, bool archived)
    {
        var place = HierarchyPlace.Read($"http://localhost{address}");

        Assert.Equal((search, hasNode, archived), (place.Search, place.Node is not null, place.Archived));
        Assert.Equal(place, HierarchyPlace.Read($"http://localhost{place.Href()}"));
    }

    private static IRenderedComponent<HierarchyPage> Open(PageContext page, string url)
    {
        page.Navigation.NavigateTo(url);
        page.Host = page.Bunit.Render<IdentityDashboard.Ui.DialogHost>();
        return page.Bunit.Render<HierarchyPage>();
    }
}
