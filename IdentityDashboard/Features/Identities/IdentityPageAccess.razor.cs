using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>The roles a person holds now, by environment, each with the way they came to it. Read-only.</summary>
public sealed partial class IdentityPageAccess
{
    private readonly HashSet<(Guid Role, Guid Node, string? Group)> open = [];

    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }
    [Parameter] public IReadOnlyList<HeldRole> Roles { get; set; } = [];
    [Parameter] public IReadOnlyList<GroupRow> Groups { get; set; } = [];

    private string NothingYet => Person.IsOwner
        ? $"{Person.FirstName} is an Owner of the account, a right above all environments, but holds no role in any of them."
        : $"{Person.FirstName} is in the directory but can’t do anything in an application until they get a role, directly or through a group.";

    private static (Guid Role, Guid Node, string? Group) Key(HeldRole role) => (role.Grant.RoleId, role.Grant.NodeId, role.ViaGroup);

    private bool IsOpen(HeldRole role) => open.Contains(Key(role));

    private void Toggle(HeldRole role)
    {
        if (!open.Remove(Key(role))) open.Add(Key(role));
    }

    private static string Given(HeldRole role) => $"Given {(role.ViaGroup is null ? "" : "to the group ")}by {role.GrantedBy} on {RelativeTimeText.Absolute(role.Since)}";

    private string? GroupUrl(HeldRole role) => Groups.FirstOrDefault(g => g.Name == role.ViaGroup) is { } group ? $"/groups/{group.Id}" : null;

    private string Until(HeldRole role)
    {
        if (role.Until is not { } until) return "No end";
        var now = Clock.GetUtcNow();
        var days = (int)(until - now).TotalDays;
        return $"{RelativeTimeText.Day(until, now)}, {(days == 0 ? RelativeTimeText.For(until, now) : $"{Quantity.Of(days, "day")} left")}";
    }
}
