namespace IdentityDashboard.Features.Hierarchy;

/// <summary>A node type while it is edited. Other types are meant by their row, so that renaming one takes nothing apart.</summary>
internal sealed class TypeRow(string? was, string name)
{
    public Guid Id { get; } = Guid.NewGuid();

    public string? Was { get; } = was;

    public string Name { get; set; } = name;

    /// <summary>It may stand directly below the root.</summary>
    public bool BelowRoot { get; set; }

    /// <summary>The rows of the types it may stand below.</summary>
    public HashSet<Guid> Below { get; } = [];

    /// <summary>The rows of a form for these types.</summary>
    public static List<TypeRow> From(IReadOnlyList<NodeTypeRule> types)
    {
        var rows = types.Select(t => new TypeRow(t.Name, t.Name)).ToList();
        foreach (var (type, row) in types.Zip(rows))
        {
            row.BelowRoot = type.Below.Contains(Access.Node.RootType, StringComparer.OrdinalIgnoreCase);
            row.Below.UnionWith(rows.Where(r => type.Below.Contains(r.Name, StringComparer.OrdinalIgnoreCase)).Select(r => r.Id));
        }

        return rows;
    }

    public NodeTypeDraft ToDraft(IEnumerable<TypeRow> all)
    {
        var below = all.Where(r => Below.Contains(r.Id)).Select(r => r.Name);
        return new NodeTypeDraft(Was, Name, BelowRoot ? [Access.Node.RootType, .. below] : [.. below]);
    }
}
