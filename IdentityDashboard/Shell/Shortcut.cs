using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Shell;

/// <summary>A key and what it does, as the help lists it. The controls themselves carry the key (js/shortcuts.js).</summary>
/// <param name="Keys">Pressed one after the other; "Ctrl+K" at once.</param>
internal sealed record Shortcut(string Text, params IReadOnlyList<string> Keys)
{
    /// <summary>A character alone does it: what can be switched off (U3).</summary>
    public bool IsSingle => Keys.All(k => k.Length == 1);

    private static readonly IReadOnlyList<(string Title, Func<WorkspaceView, bool> Offered, Shortcut[] Keys)> All =
    [
        ("Anywhere", _ => true,
        [
            new("Search people, groups, pages and actions", "Ctrl+K"), new("Show these shortcuts", "?"),
            new("Move between page, Setup Guide and navigation", "F6"),
        ]),
        ("Go to", _ => true, [new("My access", "g", "y"), new("My account", "g", "m")]),
        ("Go to", v => v.CanAdminister, [new("Overview", "g", "o")]),
        ("Go to", v => v.CanSomewhere(Permissions.IdentityRead), [new("Identities", "g", "i"), new("Groups", "g", "g"), new("Hierarchy", "g", "h"), new("Roles", "g", "r")]),
        ("Go to", v => v.Can(Permissions.IdentityRead), [new("Access flows", "g", "f")]),
        ("Go to", v => v.MayApprove, [new("Access requests", "g", "q")]),
        ("Go to", v => v.CanSomewhere(Permissions.ApiKeyManage), [new("API keys", "g", "k")]),
        ("Go to", v => v.IsOwner, [new("Tenant identities", "g", "t"), new("Applications", "g", "p"), new("Settings", "g", "s")]),
        ("Go to", v => v.IsOwner || v.Can(Permissions.AuditRead), [new("Audit", "g", "a")]),
        ("Bring people in", v => v.Can(Permissions.IdentityManage), [new("Invite", "i"), new("Create identity, or group on the Groups tab", "c")]),
        ("Lists", v => v.CanAdminister,
        [
            new("Search the list", "/"), new("Next row", "j"), new("Previous row", "k"), new("Open the row", "Enter"), new("Select the row", "x"),
            new("Previous page", "["), new("Next page", "]"),
        ]),
        ("Dialogs", _ => true, [new("Press the main button", "Ctrl+Enter"), new("Close; asks before typed input is lost", "Esc")]),
    ];

    /// <summary>What somebody may use, by place.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<Shortcut> Keys)> For(WorkspaceView view) =>
        All.Where(part => part.Offered(view)).GroupBy(part => part.Title, part => part.Keys, StringComparer.Ordinal)
            .Select(group => (group.Key, (IReadOnlyList<Shortcut>)[.. group.SelectMany(keys => keys)]));
}
