using Bunit;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components.Web;
using Xunit;

namespace IdentityDashboard.Tests.Ui;

public sealed class PickerTests
{
    private static readonly Guid Root = new("00000000-0000-0000-0000-000000000001");
    private static readonly Guid Emea = new("00000000-0000-0000-0000-000000000002");

    [Fact]
    public async Task The_combo_box_opens_on_focus_and_picks_by_keyboard()
    {
        await using var context = UiContext.Create();
        IReadOnlyList<string> picked = [];
        var picker = context.Render<ComboPicker<string>>(p => p
            .Add(c => c.Label, "Groups")
            .Add(c => c.Text, item => item)
            .Add(c => c.Search, (_, _) => Task.FromResult<IReadOnlyList<string>>(["All staff", "Audit"]))
            .Add(c => c.SelectedChanged, value => picked = value));

        picker.Find("input").Focus();
        picker.WaitForElements("[role=option]", 2);
        picker.Find("input").KeyDown(new KeyboardEventArgs { Key = "ArrowDown" });
        picker.Find("input").KeyDown(new KeyboardEventArgs { Key = "ArrowDown" });
        Assert.Equal("groups-o1", picker.Find("input").GetAttribute("aria-activedescendant"));
        picker.Find("input").KeyDown(new KeyboardEventArgs { Key = "Enter" });

        Assert.Equal(["Audit"], picked);
        Assert.Equal("Remove Audit", picker.Find(".tok button").GetAttribute("aria-label"));
    }

    [Fact]
    public async Task Escape_closes_the_list_of_the_combo_box()
    {
        await using var context = UiContext.Create();
        var picker = context.Render<ComboPicker<string>>(p => p
            .Add(c => c.Label, "Groups").Add(c => c.Text, item => item)
            .Add(c => c.Search, (_, _) => Task.FromResult<IReadOnlyList<string>>(["All staff"])));

        picker.Find("input").Focus();
        picker.WaitForElement("[role=option]");
        picker.Find("input").KeyDown(new KeyboardEventArgs { Key = "Escape" });

        Assert.Empty(picker.FindAll("[role=listbox]"));
    }

    [Fact]
    public async Task The_tree_loads_a_branch_when_it_opens_and_selects_by_keyboard()
    {
        await using var context = UiContext.Create();
        TreePickerNode? selected = null;
        var asked = new List<Guid?>();
        var tree = context.Render<TreePicker>(p => p
            .Add(c => c.Label, "Node")
            .Add(c => c.SelectedChanged, value => selected = value)
            .Add(c => c.LoadChildren, (parent, _) =>
            {
                asked.Add(parent);
                return Task.FromResult(ChildrenOf(parent));
            }));

        foreach (var key in new[] { "ArrowDown", "ArrowRight", "ArrowRight", "Enter" }) tree.Find("[role=tree]").KeyDown(new KeyboardEventArgs { Key = key });

        Assert.Equal("Retail", selected?.Text);
        Assert.Equal([null, Root, Emea], asked);
        Assert.Equal("true", tree.Find("[role=treeitem][tabindex='0']").GetAttribute("aria-selected"));
        Assert.Equal("3", tree.Find("[role=treeitem][tabindex='0']").GetAttribute("aria-level"));
    }

    [Fact]
    public async Task Arrows_move_between_tabs_and_the_name_begins_with_the_title()
    {
        await using var context = UiContext.Create();
        string? selected = "users";
        var tabs = context.Render<TabStrip>(p => p
            .Add(c => c.Tabs, [new TabItem("users", "Users", 1284), new TabItem("groups", "Groups")])
            .Add(c => c.Selected, selected)
            .Add(c => c.SelectedChanged, value => selected = value));

        tabs.Find("[role=tablist]").KeyDown(new KeyboardEventArgs { Key = "ArrowRight" });

        Assert.Equal("groups", selected);
        Assert.Equal("Users 1,284", tabs.Find("[role=tab]").TextContent.Trim());
    }

    private static IReadOnlyList<TreePickerNode> ChildrenOf(Guid? parent)
    {
        if (parent is null) return [new(Root, "Halden Group", "Halden Group", 2, HasChildren: true)];
        if (parent == Root) return [new(Emea, "EMEA", "EMEA", 1, HasChildren: true)];
        return [new(Guid.NewGuid(), "Retail", "EMEA / Retail")];
    }
}
