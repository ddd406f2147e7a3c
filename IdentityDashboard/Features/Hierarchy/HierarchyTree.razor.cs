using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>The tree of an environment: branches load when they are opened, 200 children at a time. Keys as in the ARIA tree pattern.</summary>
public sealed partial class HierarchyTree
{
    private TreeBranches branches = default!;
    private TreeKeys keys = default!;
    private Guid? active;
    private Guid? moreOf;
    private string? focus;

    [Inject] private HierarchyQueries Queries { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Parameter, EditorRequired] public required Actor Actor { get; set; }
    [Parameter, EditorRequired] public Guid Environment { get; set; }

    /// <summary>The accessible name of the tree.</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";

    /// <summary>Archived nodes are shown too.</summary>
    [Parameter] public bool Archived { get; set; }
    [Parameter] public bool CanManage { get; set; }
    [Parameter] public Guid? Selected { get; set; }
    [Parameter] public EventCallback<Guid> OnSelect { get; set; }

    /// <summary>The menu of a node is wanted, beside the element <see cref="MenuId"/>.</summary>
    [Parameter] public EventCallback<TreeNode> OnMenu { get; set; }

    public static string MenuId(Guid id) => $"node-menu-{id:N}";

    /// <summary>Reads again what is shown.</summary>
    public async Task ReloadAsync()
    {
        branches.Roots = Ok(await Task.Run(() => Queries.RootsAsync(Actor, Environment, Archived, CancellationToken.None))) ?? [];
        if (branches.Roots.Count == 0) return;
        await branches.ReloadAsync();
        if (branches.Roots is [var only]) await branches.OpenAsync(only);
        if (Rows().All(r => r.Node.Id != active) && !(active is { } lost && await RevealAsync(lost, takeFocus: false))) active = branches.Roots[0].Id;
        StateHasChanged();
    }

    /// <summary>Opens the way to a node.</summary>
    /// <returns>False when it isn't there, or archived and those aren't shown.</returns>
    public async Task<bool> RevealAsync(Guid id, bool takeFocus)
    {
        var before = active;
        var way = Ok(await Task.Run(() => Queries.WayToAsync(Actor, Environment, id, Archived, CancellationToken.None)));
        if (way is null or []) return false;
        await branches.RevealAsync(way);
        // Who has gone elsewhere meanwhile isn't brought back.
        if (takeFocus || active == before) (active, moreOf) = (id, null);
        if (takeFocus) focus = $"#{ItemId(id)}";
        StateHasChanged();
        return true;
    }

    protected override async Task OnInitializedAsync()
    {
        branches = new TreeBranches(async (id, after) => Ok(await Task.Run(() => Queries.ChildrenAsync(Actor, Environment, id, after, Archived, CancellationToken.None))));
        keys = new TreeKeys(Clock);
        await ReloadAsync();
        if (Selected is { } id && id != active) await RevealAsync(id, takeFocus: false);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (focus is null) return;
        var selector = focus;
        focus = null;
        await Script.FocusAsync(selector);
    }

    private static T? Ok<T>(Result<T> result) where T : class => result.Succeeded ? result.Value : null;

    private static string ItemId(Guid id) => $"node-{id:N}";

    private static string MoreId(Guid id) => $"more-{id:N}";

    private static string Named(TreeNode node) => node.IsArchived ? $"{node.Name}, {node.Type}, archived" : $"{node.Name}, {node.Type}";

    /// <summary>Everything that can be gone to with the arrows, from top to bottom.</summary>
    private List<Row> Rows()
    {
        var rows = new List<Row>();
        foreach (var root in branches.Roots) Add(new Row(root, null, 0, branches.Roots.Count));
        return rows;

        void Add(Row row)
        {
            rows.Add(row);
            if (!branches.IsOpen(row.Node)) return;
            foreach (var child in branches.Children(row.Node.Id)) Add(new Row(child, row.Node, row.Level + 1, branches.Total(row.Node)));
            if (branches.Left(row.Node) > 0) rows.Add(new Row(row.Node, row.Node, row.Level + 1, 0, IsMore: true));
        }
    }

    private Task SelectAsync(TreeNode node)
    {
        (active, moreOf) = (node.Id, null);
        return OnSelect.InvokeAsync(node.Id);
    }

    private Task ToggleAsync(TreeNode node)
    {
        (active, moreOf) = (node.Id, null);
        if (!branches.IsOpen(node)) return branches.OpenAsync(node);
        branches.Close(node);
        return Task.CompletedTask;
    }

    private async Task MoreAsync(Guid parent)
    {
        var before = branches.Children(parent).Count;
        await branches.LoadAsync(parent);
        // The line that was pressed has moved on, or is gone.
        if (branches.Children(parent).Skip(before).FirstOrDefault() is not { } first) return;
        (active, moreOf, focus) = (first.Id, null, $"#{ItemId(first.Id)}");
    }

    private async Task OnKeyAsync(KeyboardEventArgs e)
    {
        if (e.CtrlKey || e.MetaKey || e.AltKey) return;
        var rows = Rows();
        var at = rows.FindIndex(r => moreOf is { } parent ? r.IsMore && r.Node.Id == parent : !r.IsMore && r.Node.Id == active);
        if (at < 0) return;
        var row = rows[at];
        var isOpen = !row.IsMore && branches.IsOpen(row.Node);
        switch (e.Key)
        {
            case "Enter" or " " when row.IsMore: await MoreAsync(row.Node.Id); return;
            case "Enter" or " ": await SelectAsync(row.Node); return;
            case "ContextMenu" or "F10" when CanManage && !row.IsMore && (e.Key == "ContextMenu" || e.ShiftKey): await OnMenu.InvokeAsync(row.Node); return;
            case "ArrowRight" when !row.IsMore && row.Node.HasChildren && !isOpen: await branches.OpenAsync(row.Node); return;
            case "ArrowLeft" when isOpen: branches.Close(row.Node); return;
            default: GoTo(keys.Target(e.Key, rows, at, isOpen)); return;
        }
    }

    private void GoTo(Row? target)
    {
        if (target is null) return;
        if (!target.IsMore) active = target.Node.Id;
        moreOf = target.IsMore ? target.Node.Id : null;
        focus = $"#{(target.IsMore ? MoreId(target.Node.Id) : ItemId(target.Node.Id))}";
    }

    /// <param name="Siblings">How many children the parent has, loaded or not.</param>
    /// <param name="IsMore">The line that loads more children of <paramref name="Node"/>.</param>
    internal sealed record Row(TreeNode Node, TreeNode? Parent, int Level, int Siblings, bool IsMore = false);
}
