namespace IdentityDashboard.Features.Hierarchy;

/// <summary>What of a large tree is loaded and open: the branches somebody went into, as far as they went.</summary>
/// <param name="load">Reads the children of a node after one of them; null when they can't be read.</param>
internal sealed class TreeBranches(Func<Guid, TreeNode?, Task<TreePage?>> load)
{
    private readonly Dictionary<Guid, Branch> branches = [];
    private readonly HashSet<Guid> open = [];

    public TreeNode? Root { get; set; }

    public bool IsOpen(TreeNode node) => node.HasChildren && open.Contains(node.Id) && branches.ContainsKey(node.Id);

    public int Total(TreeNode node) => branches.TryGetValue(node.Id, out var branch) ? branch.Total : 0;

    /// <summary>The children loaded so far by place; one that was searched for may stand apart from the others.</summary>
    public IReadOnlyList<TreeNode> Children(Guid id) => branches.TryGetValue(id, out var branch) ? branch.Shown : [];

    /// <summary>How many children there are still to load.</summary>
    public int Left(TreeNode node) => branches.TryGetValue(node.Id, out var branch) ? branch.Total - branch.Shown.Count : 0;

    public async Task OpenAsync(TreeNode node)
    {
        if (!branches.ContainsKey(node.Id)) await LoadAsync(node.Id);
        open.Add(node.Id);
    }

    public void Close(TreeNode node) => open.Remove(node.Id);

    /// <summary>The next page of a node's children.</summary>
    public Task LoadAsync(Guid id) => LoadAsync(id, branches.GetValueOrDefault(id) ?? new Branch());

    /// <summary>Opens the way down to a node: the root first, the node itself last.</summary>
    public async Task RevealAsync(IReadOnlyList<TreeNode> way)
    {
        for (var step = 0; step + 1 < way.Count; step++)
        {
            await OpenAsync(way[step]);
            if (branches.TryGetValue(way[step].Id, out var branch)) branch.Pin(way[step + 1]);
        }
    }

    /// <summary>Reads again what is open, as far as it was loaded; what was closed is forgotten.</summary>
    public async Task ReloadAsync()
    {
        var before = branches.ToDictionary(b => b.Key, b => b.Value);
        var fresh = new Dictionary<Guid, Branch>();
        foreach (var (id, branch) in before.Where(b => open.Contains(b.Key)))
        {
            var again = new Branch();
            var read = true;
            while (read && (again.Loaded.Count == 0 || (again.Loaded.Count < branch.Loaded.Count && again.Loaded.Count < again.Total)))
            {
                var had = again.Loaded.Count;
                read = await ExtendAsync(id, again) && again.Loaded.Count > had;
            }

            if (again.Loaded.Count > 0) fresh[id] = again;
        }

        // What was opened meanwhile stays; all others are replaced at once, so that nothing flickers.
        foreach (var id in before.Keys) branches.Remove(id);
        foreach (var (id, branch) in fresh) branches[id] = branch;
    }

    private async Task LoadAsync(Guid id, Branch branch)
    {
        if (await ExtendAsync(id, branch)) branches[id] = branch;
    }

    private async Task<bool> ExtendAsync(Guid id, Branch branch)
    {
        if (await load(id, branch.Loaded.LastOrDefault()) is not { } page) return false;
        branch.Add(page);
        return true;
    }

    private sealed class Branch
    {
        private readonly List<TreeNode> pinned = [];

        public List<TreeNode> Loaded { get; } = [];

        public int Total { get; private set; }

        public IReadOnlyList<TreeNode> Shown { get; private set; } = [];

        public void Add(TreePage page)
        {
            Loaded.AddRange(page.Nodes);
            // A page without rows ends the branch, whatever was counted.
            Total = page.Nodes.Count == 0 ? Loaded.Count : page.Total;
            Arrange();
        }

        public void Pin(TreeNode node)
        {
            if (Shown.Any(n => n.Id == node.Id)) return;
            pinned.Add(node);
            Arrange();
        }

        private void Arrange()
        {
            pinned.RemoveAll(p => Loaded.Exists(n => n.Id == p.Id));
            Shown = [.. Loaded, .. pinned.OrderBy(n => n.Place)];
        }
    }
}
