using IdentityDashboard.Platform;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Identities;

/// <summary>What the state of somebody in an application is called, and what changing it brings about.</summary>
internal static class MembershipWords
{
    public static (StatusKind Kind, string Text) Status(MembershipState state) => state switch
    {
        MembershipState.Active => (StatusKind.Ok, "Active"),
        MembershipState.Suspended => (StatusKind.Warn, "Suspended"),
        MembershipState.Invited => (StatusKind.Warn, "Invited"),
        _ => (StatusKind.Off, "Deactivated"),
    };

    public static string Roles(MembershipRow row) => (row.Direct + row.Grouped, row.State) switch
    {
        (0, _) => "No role in its environments yet",
        (var roles, MembershipState.Active) => $"{Quantity.Of(roles, "role")} in its environments",
        (var roles, _) => $"{Quantity.Of(roles, "role")} in its environments, {(roles == 1 ? "which doesn’t count" : "none of which counts")} now",
    };

    public static IReadOnlyList<string> IfSuspended(MembershipRow row, string first)
    {
        var roles = row.Direct + row.Grouped;
        return
        [
            roles == 0 ? "There is no role to lose here" : $"{Quantity.Of(roles, "role")} {(roles == 1 ? "stops" : "stop")} counting in its environments, nothing is deleted",
            "Other applications and the sign-in stay as they are",
            $"Activating brings back everything {first} had here",
        ];
    }

    public static IReadOnlyList<string> IfRemoved(MembershipRow row)
    {
        var said = new List<string> { row.Direct == 0 ? "There is no role of their own to end here" : $"{Quantity.Of(row.Direct, "role")} {(row.Direct == 1 ? "ends" : "end")} now and {(row.Direct == 1 ? "stays" : "stay")} ended" };
        if (row.Grouped > 0) said.Add($"{Quantity.Of(row.Grouped, "role")} through groups {(row.Grouped == 1 ? "stays" : "stay")}: take them out of the group, or suspend them here instead");
        said.Add("Other applications stay as they are");
        return said;
    }
}
