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

    /// <param name="direct">Roles held themselves, which end; what groups give only stops counting.</param>
    public static IReadOnlyList<string> IfDeactivated(int direct, int groups, bool isOwner)
    {
        var all = new List<string>
        {
            "Sign-in is refused; open sessions end within 5 seconds",
            direct == 0 ? "There is no role to end" : $"{Quantity.Of(direct, "role")} {(direct == 1 ? "ends" : "end")} now and {(direct == 1 ? "stays" : "stay")} ended after an activation",
            groups == 0 ? "Reset links sent before stop working" : $"{Quantity.Of(groups, "group membership")} {(groups == 1 ? "stays" : "stay")}, and what the groups give counts again after an activation",
        };
        if (isOwner) all.Add("They stop being an Owner of the account");
        return all;
    }

    public static readonly IReadOnlyList<string> IfSignedOut =
    [
        "Every open session ends within 5 seconds",
        "Reset links sent before stop working",
        "They can sign in again at once with their password",
    ];

    public static IReadOnlyList<string> IfMadeOwner(string first) =>
    [
        $"{first} manages everybody in the account, the settings and the whole audit",
        $"{first} can make and remove Owners, you included",
        "Roles in environments stay as they are",
    ];

    public static IReadOnlyList<string> IfRemovedAsOwner(int roles, bool isSelf) =>
    [
        $"Tenant and Settings close within 5 seconds{(isSelf ? " for you" : "")}",
        roles == 0 ? "There is no role left in any environment" : $"{Quantity.Of(roles, "role")} in environments {(roles == 1 ? "stays" : "stay")}",
        isSelf ? "Only another Owner can make you one again" : "Any Owner can make them one again",
    ];
}
