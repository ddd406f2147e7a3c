using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components.Routing;

namespace IdentityDashboard.Features.Roles;

/// <summary>What is ticked but not yet saved.</summary>
public sealed partial class RolePage
{
    private HashSet<Guid> chosen = [];

    /// <summary>What the role had when the choosing began: saving compares against it.</summary>
    private IReadOnlySet<Guid> seen = new HashSet<Guid>();
    private RoleImpact? impact;
    private bool busy;

    private bool IsDirty => role is not null && !chosen.SetEquals(role.Has);

    private IReadOnlyList<PermissionRow> Own => [.. role!.Catalogue.Where(p => !p.IsBuiltIn)];

    private IReadOnlyList<PermissionRow> BuiltIn => [.. role!.Catalogue.Where(p => p.IsBuiltIn)];

    /// <summary>"3 added, 1 removed · affects 12 people".</summary>
    private string DiffText
    {
        get
        {
            var (added, removed) = (chosen.Count(id => !role!.Has.Contains(id)), role!.Has.Count(id => !chosen.Contains(id)));
            var parts = new[] { added > 0 ? $"{Quantity.Text(added)} added" : null, removed > 0 ? $"{Quantity.Text(removed)} removed" : null }.OfType<string>();
            return $"{string.Join(", ", parts)} · {AffectsText(impact?.People ?? role.People)}";
        }
    }

    private static string AffectsText(CappedCount people) =>
        people.Value == 0 ? "affects nobody yet" : people.More ? $"affects {people} people" : $"affects {Quantity.Of(people.Value, "person", "people")}";

    private bool IsKept(PermissionRow permission) => RolePermissionService.IsKept(role!.Name, role.IsBuiltIn, permission.Key, permission.IsBuiltIn);

    /// <summary>What is ticked stays through a live reload; what has left the catalogue goes.</summary>
    private void Take(RoleDetail? read)
    {
        var untouched = role is null || read is null || role.Id != read.Id || !IsDirty;
        role = read;
        if (read is null) return;
        if (untouched) (chosen, seen) = ([.. read.Has], read.Has);
        else chosen.IntersectWith(read.Catalogue.Select(p => p.Id));
    }

    private async Task ToggleAsync(Guid permission)
    {
        if (!chosen.Remove(permission)) chosen.Add(permission);
        if (!IsDirty) return;
        var asked = chosen.ToHashSet();
        var result = await RolePermissions.PreviewAsync(Workspace.Actor, Id, asked, CancellationToken.None);
        if (result.Succeeded && chosen.SetEquals(asked)) impact = result.Value;
    }

    private void Discard()
    {
        if (role is null) return;
        (chosen, seen, impact) = ([.. role.Has], role.Has, null);
    }

    private async Task SaveAsync()
    {
        if (busy) return;
        busy = true;
        try
        {
            if (!await ConfirmPowerAsync()) return;
            var (said, result) = (DiffText, await RolePermissions.SetAsync(Workspace.Actor, Id, chosen, seen, CancellationToken.None));
            if (result.Error is { } refusal)
            {
                Toasts.ShowError(refusal.Message);
                if (refusal == RoleErrors.Changed) Discard();
            }
            else
            {
                (seen, impact) = (chosen.ToHashSet(), null);
                Toasts.Show($"{role!.Name} saved: {said}");
            }

            await LoadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>Power over others' access is named before it goes into a role (U39).</summary>
    private async Task<bool> ConfirmPowerAsync()
    {
        var power = BuiltIn.Where(p => p.Key is Permissions.AssignmentManage or Permissions.RoleManage && chosen.Contains(p.Id) && !role!.Has.Contains(p.Id)).ToList();
        return power.Count == 0
            || await Dialogs.ConfirmAsync($"Give {role!.Name} power over access", $"Whoever has {role.Name} will be able to:", [.. power.Select(p => p.Description), $"This {AffectsText(role.People)}"], verb: "Save");
    }

    private async Task AskBeforeLeavingAsync(LocationChangingContext leaving)
    {
        if (!IsDirty) return;
        if (!await Dialogs.ConfirmAsync("Discard what you ticked?", "Nothing has been saved yet.", verb: "Discard", danger: true, cancelText: "Keep editing")) leaving.PreventNavigation();
    }
}
