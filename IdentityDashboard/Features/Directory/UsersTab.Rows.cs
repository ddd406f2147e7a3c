using IdentityDashboard.Features.Bulk;

namespace IdentityDashboard.Features.Directory;

/// <content>What is done with the rows: ticking, menus, and holding them still meanwhile.</content>
public sealed partial class UsersTab
{
    /// <summary>Whom a bulk change would be for.</summary>
    private BulkSelection Selected => grid.Selection.IsEmpty ? BulkSelection.Nobody : grid.Selection.AllMatching ? new([], Query(Place.First())) : new([.. grid.Selection.Ids]);

    private void Pick(PickedRow picked)
    {
        grid.Pick(picked);
        ReleaseIfFree();
    }

    private void SelectAll() => grid.Selection.PickAllMatching();

    private void ClearSelection()
    {
        grid.Selection.Clear();
        ReleaseIfFree();
    }

    private void OpenMenu(Guid id)
    {
        if (grid.Find(id) is not { } row) return;
        grid.MenuFor = row;
        menu.Open(GridTable.MenuSelector(id));
    }

    private void CloseMenu()
    {
        grid.MenuFor = null;
        ReleaseIfFree();
    }

    private Task HoldAsync(bool held)
    {
        grid.IsPointedAt = held;
        if (!held && ReleaseIfFree()) StateHasChanged();
        return Task.CompletedTask;
    }

    private void ShowWaiting()
    {
        if (grid.Page.Release()) Draw();
    }

    private bool ReleaseIfFree()
    {
        if (!grid.ReleaseIfFree()) return false;
        Draw();
        return true;
    }
}
