using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Directory;

/// <summary>
/// A page of rows that others keep changing. While somebody points at it or has rows ticked, nothing moves: what is
/// shown gets its new values in place, and the page as it would be now waits until it is asked for.
/// </summary>
internal sealed class HeldPage<T>(Func<T, Guid> id)
    where T : class
{
    private static readonly IReadOnlySet<Guid> Nobody = new HashSet<Guid>();
    private Page<T>? _waiting;
    private object? _list;

    /// <summary>Null before the first page, and after a failure.</summary>
    public Page<T>? Shown { get; private set; }

    /// <summary>Rows that come, go or move when the waiting page is shown; 0 when none waits.</summary>
    public int Changes { get; private set; }

    /// <summary>Rows still shown that no longer belong on this page.</summary>
    public IReadOnlySet<Guid> Gone { get; private set; } = Nobody;

    /// <summary>A page somebody asked for: shown at once.</summary>
    /// <param name="list">What it is a page of: filters, order and place.</param>
    public void Show(Page<T>? page, object? list = null)
    {
        (Shown, _waiting, Changes, Gone, _list) = (page, null, 0, Nobody, list);
    }

    /// <summary>
    /// A page as it is now, which nobody asked for. Of another list it was asked for after all: the refresh overtook the
    /// reading that somebody waits for.
    /// </summary>
    public void Offer(Page<T> page, bool hold, object? list = null)
    {
        if (!hold || Shown is null || !Equals(list, _list))
        {
            Show(page, list);
            return;
        }

        var now = page.Items.ToDictionary(id);
        var gone = Shown.Items.Select(id).Where(row => !now.ContainsKey(row)).ToHashSet();
        // Who comes in on a full page pushes somebody out: one change, not two.
        Changes = Math.Max(page.Items.Count - Stayed(page), gone.Count);
        if (Changes == 0)
        {
            Show(page, list);
            return;
        }

        Shown = Shown with { Items = [.. Shown.Items.Select(row => now.GetValueOrDefault(id(row), row))] };
        (_waiting, Gone) = (page, gone);
    }

    /// <summary>Shows what waits.</summary>
    /// <returns>Whether anything did.</returns>
    public bool Release()
    {
        if (_waiting is null) return false;
        Show(_waiting, _list);
        return true;
    }

    /// <summary>How many rows are on both pages in the same order: the longest common run, with gaps.</summary>
    private int Stayed(Page<T> page)
    {
        var places = Shown!.Items.Select((row, place) => (Id: id(row), place)).ToDictionary(p => p.Id, p => p.place);
        var ends = new List<int>();
        foreach (var row in page.Items)
        {
            if (!places.TryGetValue(id(row), out var place)) continue;
            var at = ends.BinarySearch(place);
            at = at < 0 ? ~at : at;
            if (at == ends.Count) ends.Add(place);
            else ends[at] = place;
        }

        return ends.Count;
    }
}
