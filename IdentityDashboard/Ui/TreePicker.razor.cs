using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace IdentityDashboard.Ui;

/// <summary>Chooses one node of a tree whose branches load when they are opened. Keys as in the ARIA tree pattern.</summary>
public sealed partial class TreePicker : IDisposable
{
    private readonly Dictionary<Guid, IReadOnlyList<TreePickerNode>> children = [];
    private readonly HashSet<Guid> expanded = [];
    private IReadOnlyList<TreePickerNode> roots = [];
    private IReadOnlyList<TreePickerNode>? hits;
    private Debounce debounce = default!;
    private Guid? activeId;
    private string typed = "";
    private string ahead = "";
    private DateTimeOffset aheadUntil;

    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Parameter] public string? Id { get; set; }

    /// <summary>The accessible name of the tree: "Node".</summary>
    [Parameter, EditorRequired] public string Label { get; set; } = "";
    [Parameter] public TreePickerNode? Selected { get; set; }
    [Parameter] public EventCallback<TreePickerNode?> SelectedChanged { get; set; }

    /// <summary>The roots for null, else the children of that node.</summary>
    [Parameter, EditorRequired] public Func<Guid?, CancellationToken, Task<IReadOnlyList<TreePickerNode>>> LoadChildren { get; set; } = default!;

    /// <summary>Nodes that match, shown as a flat list with their paths. Without it there is no search field.</summary>
    [Parameter] public Func<string, CancellationToken, Task<IReadOnlyList<TreePickerNode>>>? Search { get; set; }
    [Parameter] public string SearchLabel { get; set; } = "Search nodes";
    [Parameter] public string? SearchPlaceholder { get; set; }

    /// <summary>Branches open from the start, from the root down; the first root when not given.</summary>
    [Parameter] public IReadOnlyList<Guid>? Expand { get; set; }
    [Parameter] public string? Error { get; set; }

    /// <summary>A CSS length; without it the tree grows with its branches up to 20rem.</summary>
    [Parameter] public string? Height { get; set; }

    private string FieldId => Id ?? Css.Slug(Label);

    private TreePickerNode? Active => Visible().Select(row => row.Node).FirstOrDefault(node => node.Id == (activeId ?? Selected?.Id))
        ?? Visible().Select(row => row.Node).FirstOrDefault();

    public void Dispose() => debounce.Dispose();

    protected override async Task OnInitializedAsync()
    {
        debounce = new Debounce(Clock, TimeSpan.FromMilliseconds(150));
        roots = await LoadChildren(null, CancellationToken.None);
        foreach (var id in Expand ?? [.. roots.Where(root => root.HasChildren).Take(1).Select(root => root.Id)]) await ExpandAsync(id);
    }

    private string NodeId(TreePickerNode node) => $"{FieldId}-{node.Id:N}";

    private bool IsSelected(TreePickerNode node) => node.Id == Selected?.Id;

    private bool IsExpanded(TreePickerNode node) => Opens(node) && expanded.Contains(node.Id);

    private bool Opens(TreePickerNode node) => node.HasChildren && hits is null;

    private IReadOnlyList<TreePickerNode> Children(Guid? parent) => parent is null ? roots : children.GetValueOrDefault(parent.Value, []);

    private IEnumerable<Row> Visible() => Below(null, hits ?? roots, level: 0, included: false);

    private IEnumerable<Row> Below(TreePickerNode? parent, IReadOnlyList<TreePickerNode> nodes, int level, bool included)
    {
        foreach (var node in nodes)
        {
            yield return new Row(node, parent, level, included);
            if (!IsExpanded(node)) continue;
            foreach (var row in Below(node, Children(node.Id), level + 1, included || IsSelected(node))) yield return row;
        }
    }

    private async Task ExpandAsync(Guid id)
    {
        if (!children.ContainsKey(id)) children[id] = await LoadChildren(id, CancellationToken.None);
        expanded.Add(id);
    }

    private Task ToggleAsync(TreePickerNode node)
    {
        activeId = node.Id;
        return expanded.Remove(node.Id) ? Task.CompletedTask : ExpandAsync(node.Id);
    }

    private Task SelectAsync(TreePickerNode node)
    {
        activeId = node.Id;
        Selected = node;
        return SelectedChanged.InvokeAsync(node);
    }

    private Task SearchSoonAsync() => debounce.RunAsync(
        async cancellationToken =>
        {
            hits = typed.Trim().Length == 0 || Search is null ? null : await Search(typed.Trim(), cancellationToken);
            activeId = null;
            StateHasChanged();
        },
        atOnce: typed.Length == 0);

    private async Task OnKeyAsync(KeyboardEventArgs e)
    {
        var rows = Visible().ToList();
        var at = rows.FindIndex(row => row.Node.Id == Active?.Id);
        if (at < 0 || e.CtrlKey || e.MetaKey || e.AltKey) return;

        var (node, parent, _, _) = rows[at];
        var target = e.Key switch
        {
            "ArrowDown" => rows[Math.Min(at + 1, rows.Count - 1)].Node,
            "ArrowUp" => rows[Math.Max(at - 1, 0)].Node,
            "Home" => rows[0].Node,
            "End" => rows[^1].Node,
            "ArrowLeft" when !IsExpanded(node) => parent ?? node,
            "ArrowRight" when IsExpanded(node) && Children(node.Id) is [var first, ..] => first,
            { Length: 1 } letter when letter != " " => TypeAhead(letter, rows, at),
            _ => node,
        };

        if (e.Key is "Enter" or " ") await SelectAsync(node);
        else if (e.Key == "ArrowLeft" && IsExpanded(node)) expanded.Remove(node.Id);
        else if (e.Key == "ArrowRight" && Opens(node) && !IsExpanded(node)) await ExpandAsync(node.Id);

        if (target.Id == node.Id) return;
        activeId = target.Id;
        await Script.FocusAsync($"#{NodeId(target)}");
    }

    /// <summary>Letters typed within a second make one beginning to look for.</summary>
    private TreePickerNode TypeAhead(string letter, List<Row> rows, int at)
    {
        var now = Clock.GetUtcNow();
        ahead = now < aheadUntil ? ahead + letter : letter;
        aheadUntil = now.AddSeconds(1);
        var from = ahead.Length == 1 ? at + 1 : at;
        return rows.Skip(from).Concat(rows.Take(from)).Select(row => row.Node)
            .FirstOrDefault(node => node.Text.StartsWith(ahead, StringComparison.CurrentCultureIgnoreCase)) ?? rows[at].Node;
    }

    /// <summary>One line of the tree; included are those below the chosen node.</summary>
    private sealed record Row(TreePickerNode Node, TreePickerNode? Parent, int Level, bool Included);
}
