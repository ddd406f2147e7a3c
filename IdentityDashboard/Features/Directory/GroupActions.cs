using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Directory;

/// <summary>What the lists do to groups: says what it will bring about, asks, acts, tells.</summary>
internal sealed class GroupActions(GroupService groups, GroupLosses losses, Dialogs dialogs, ToastService toasts)
{
    public async Task RenameAsync(Actor actor, GroupRow row)
    {
        var name = await dialogs.ShowAsync<GroupPageRename, string>("Rename group", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(GroupPageRename.Actor)] = actor,
            [nameof(GroupPageRename.Id)] = row.Id,
            [nameof(GroupPageRename.Name)] = row.Name,
        });
        if (name is not null) toasts.Show($"{row.Name} renamed to {name}");
    }

    public async Task DeleteAsync(Actor actor, GroupRow row)
    {
        var wanted = await dialogs.ConfirmAsync($"Delete {row.Name}", "The group goes; the people stay.",
        [
            row.Members == 0 ? "Nobody is in it" : $"{Quantity.Of(row.Members, "person", "people")} {(row.Members == 1 ? "leaves" : "leave")} the group",
            row.Roles.Count == 0 ? "It gives no role" : $"{Quantity.Of(row.Roles.Count, "role")} the group gives {(row.Roles.Count == 1 ? "ends" : "end")} for its members",
            .. await losses.OfDeletedAsync(actor, row.Id, CancellationToken.None),
            "A deleted group can’t be brought back",
        ], verb: "Delete", danger: true);
        if (!wanted) return;
        var result = await groups.DeleteAsync(actor, row.Id, CancellationToken.None);
        if (result.Succeeded) toasts.Show($"{row.Name} deleted");
        else toasts.ShowError(result.Error!.Message);
    }

    /// <summary>One after the other; what can't be deleted stays and says why.</summary>
    /// <returns>Whether anything was tried.</returns>
    public async Task<bool> DeleteAsync(Actor actor, IReadOnlyList<GroupRow> rows)
    {
        var (members, roles) = (rows.Sum(r => r.Members), rows.Sum(r => r.Roles.Count));
        var wanted = await dialogs.ConfirmAsync($"Delete {Quantity.Of(rows.Count, "group")}", "The groups go; the people stay.",
        [
            members == 0 ? "Nobody is in them" : $"{Quantity.Of(members, "membership")} {(members == 1 ? "ends" : "end")}",
            roles == 0 ? "They give no role" : $"{Quantity.Of(roles, "role")} they give {(roles == 1 ? "ends" : "end")} for their members",
            "Deleted groups can’t be brought back",
        ], verb: "Delete", danger: true);
        if (!wanted) return false;
        var kept = new List<string>();
        foreach (var row in rows)
        {
            if ((await groups.DeleteAsync(actor, row.Id, CancellationToken.None)).Error is { } error) kept.Add($"{row.Name}: {error.Message}");
        }

        if (kept.Count < rows.Count) toasts.Show($"{Quantity.Of(rows.Count - kept.Count, "group")} deleted");
        if (kept.Count > 0) toasts.ShowError($"{Quantity.Of(kept.Count, "group")} kept. {string.Join(" ", kept.Take(3))}");
        return true;
    }
}
