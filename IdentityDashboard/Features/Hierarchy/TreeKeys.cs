namespace IdentityDashboard.Features.Hierarchy;

/// <summary>Where a key leads in a tree.</summary>
internal sealed class TreeKeys(TimeProvider clock)
{
    private string ahead = "";
    private DateTimeOffset aheadUntil;

    /// <returns>The line to go to; null when the key leads nowhere.</returns>
    public HierarchyTree.Row? Target(string key, List<HierarchyTree.Row> rows, int at, bool isOpen) => key switch
    {
        "ArrowDown" => rows.ElementAtOrDefault(at + 1),
        "ArrowUp" => rows.ElementAtOrDefault(at - 1),
        "Home" => rows[0],
        "End" => rows[^1],
        "ArrowLeft" => rows.Find(r => !r.IsMore && r.Node.Id == rows[at].Parent?.Id),
        "ArrowRight" when isOpen => rows.ElementAtOrDefault(at + 1),
        { Length: 1 } letter => TypeAhead(letter, rows, at),
        _ => null,
    };

    /// <summary>Letters typed within a second make one beginning to look for.</summary>
    private HierarchyTree.Row? TypeAhead(string letter, List<HierarchyTree.Row> rows, int at)
    {
        var now = clock.GetUtcNow();
        ahead = now < aheadUntil ? ahead + letter : letter;
        aheadUntil = now.AddSeconds(1);
        var from = ahead.Length == 1 ? at + 1 : at;
        return rows.Skip(from).Concat(rows.Take(from)).FirstOrDefault(r => !r.IsMore && r.Node.Name.StartsWith(ahead, StringComparison.CurrentCultureIgnoreCase));
    }
}
