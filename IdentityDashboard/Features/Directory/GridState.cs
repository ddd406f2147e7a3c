using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Directory;

/// <summary>What somebody is doing with the rows of a list, and what they see of it meanwhile.</summary>
internal sealed class GridState<T>(Func<T, Guid> id)
    where T : class
{
    public HeldPage<T> Page { get; } = new(id);

    public RowSelection Selection { get; } = new();

    /// <summary>The row whose menu is open.</summary>
    public T? MenuFor { get; set; }

    /// <summary>A pointer is over the rows, or the focus in them.</summary>
    public bool IsPointedAt { get; set; }

    public bool IsHeld => IsPointedAt || MenuFor is not null || !Selection.IsEmpty;

    public IReadOnlyList<Guid> Ids => [.. (Page.Shown?.Items ?? []).Select(id)];

    public T? Find(Guid row) => Page.Shown?.Items.FirstOrDefault(r => id(r) == row);

    public void Pick(PickedRow picked)
    {
        if (picked.Id is { } row) Selection.Pick(Ids, row, picked.On, picked.Range);
        else Selection.PickPage(Ids, picked.On);
    }

    /// <summary>Shows what waits once nobody holds the rows any more.</summary>
    public bool ReleaseIfFree() => !IsHeld && Page.Release();

    /// <summary>Number of the first row, if it is known: from the URL, or on the last page from an exact count.</summary>
    /// <param name="place">The one the rows were read for, which the address may have left already.</param>
    /// <param name="matching">How many there are.</param>
    public int? From(DirectoryPlace place, CappedCount? matching) => place.From
        ?? (Page.Shown is { Next: null } last && matching is { More: false } all && all.Value >= last.Items.Count ? all.Value - last.Items.Count + 1 : null);
}
