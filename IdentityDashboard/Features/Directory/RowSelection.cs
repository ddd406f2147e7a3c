namespace IdentityDashboard.Features.Directory;

/// <summary>What is ticked, as a table shows it.</summary>
public interface IRowSelection
{
    bool IsEmpty { get; }

    bool Has(Guid id);

    /// <summary>Whether all, none or (null) some of these are ticked.</summary>
    bool? Of(IReadOnlyList<Guid> page);
}

/// <summary>Which rows are ticked, over all pages of one filter; or all that match, also on pages nobody looked at.</summary>
internal sealed class RowSelection : IRowSelection
{
    private readonly HashSet<Guid> _ids = [];
    private Guid? _anchor;

    public IReadOnlyCollection<Guid> Ids => _ids;

    public bool AllMatching { get; private set; }

    public bool IsEmpty => !AllMatching && _ids.Count == 0;

    public bool Has(Guid id) => AllMatching || _ids.Contains(id);

    /// <summary>Ticks or unticks one row, with Shift all between it and the row before.</summary>
    /// <param name="page">The rows shown, in their order.</param>
    public void Pick(IReadOnlyList<Guid> page, Guid id, bool on, bool range)
    {
        FallBackTo(page);
        var rows = page.ToList();
        var (from, to) = (range && _anchor is { } anchor ? rows.IndexOf(anchor) : -1, rows.IndexOf(id));
        var picked = from < 0 || to < 0 ? [id] : rows[Math.Min(from, to)..(Math.Max(from, to) + 1)];
        Set(picked, on);
        _anchor = id;
    }

    public void PickPage(IReadOnlyList<Guid> page, bool on)
    {
        if (!on && AllMatching) Clear();
        else Set(page, on);
    }

    public void PickAllMatching()
    {
        _ids.Clear();
        AllMatching = true;
    }

    public void Clear()
    {
        _ids.Clear();
        (AllMatching, _anchor) = (false, null);
    }

    public bool? Of(IReadOnlyList<Guid> page)
    {
        var ticked = page.Count(Has);
        return ticked == 0 ? false : ticked == page.Count ? true : null;
    }

    /// <summary>Unticking one of all that match leaves the page that can be seen.</summary>
    private void FallBackTo(IReadOnlyList<Guid> page)
    {
        if (!AllMatching) return;
        AllMatching = false;
        _ids.UnionWith(page);
    }

    private void Set(IEnumerable<Guid> ids, bool on)
    {
        if (on) _ids.UnionWith(ids);
        else _ids.ExceptWith(ids);
    }
}
