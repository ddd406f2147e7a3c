using IdentityDashboard.Platform;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Identities;

/// <summary>What the state of a person is called, and what changing it brings about.</summary>
internal static class IdentityWords
{
    public static (StatusKind Kind, string Text) Status(PrincipalState state, bool isLocked) => state switch
    {
        PrincipalState.Active when isLocked => (StatusKind.Bad, "Locked"),
        PrincipalState.Active => (StatusKind.Ok, "Active"),
        PrincipalState.Suspended => (StatusKind.Warn, "Suspended"),
        PrincipalState.Deactivated => (StatusKind.Off, "Deactivated"),
        _ => (StatusKind.Off, "Deleted"),
    };

    /// <summary>Why the page only shows.</summary>
    public static string WhyReadOnly(IdentityDetail person) =>
        person.DeletedAt is not null ? $"{person.FirstName} is deleted. Restore them before changing anything."
        : person.Source != Identity.LocalSource ? $"This record comes from {person.Source}. Change it there."
        : IdentityErrors.NotCovered.Message;

    public static IReadOnlyList<string> IfSuspended(int roles, int groups) =>
    [
        "Sign-in is refused; open sessions end within 5 seconds",
        roles == 0 ? "There is no role to lose" : $"{Quantity.Of(roles, "role")} {(roles == 1 ? "stops" : "stop")} counting, nothing is deleted",
        groups == 0 ? "Reset links sent before stop working" : $"{Quantity.Of(groups, "group membership")} {(groups == 1 ? "stays" : "stay")}; reset links sent before stop working",
        "Activating brings everything back",
    ];

    public static IReadOnlyList<string> IfDeleted(int roles, int groups, string email) =>
    [
        "Sign-in is refused; open sessions end within 5 seconds",
        roles + groups == 0 ? "There is no role and no group membership to lose"
            : $"{Quantity.Of(roles, "role")} and {Quantity.Of(groups, "group membership")} stop counting",
        $"{email} is free at once; whoever gets it starts with none of these rights",
        "The record leaves all lists and is kept for 30 days",
    ];
}
