using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Palette;

/// <summary>The pages and actions of the dashboard, under the words people look for them by.</summary>
internal static class PaletteCatalogue
{
    private const string Identities = "/access/identities";

    private static readonly Func<WorkspaceView, bool> Everybody = _ => true;
    private static readonly Func<WorkspaceView, bool> Owners = view => view.IsOwner;
    private static readonly Func<WorkspaceView, bool> Administrators = view => view.CanAdminister;
    private static readonly Func<WorkspaceView, bool> Readers = view => view.Active is not null && view.CanSomewhere(Permissions.IdentityRead);
    private static readonly Func<WorkspaceView, bool> Overseers = view => Readers(view) && (view.IsOwner || view.Can(Permissions.IdentityRead));
    private static readonly Func<WorkspaceView, bool> KeyKeepers = view => view.Active is not null && view.CanSomewhere(Permissions.ApiKeyManage);
    private static readonly Func<WorkspaceView, bool> Managers = view => Readers(view) && view.Can(Permissions.IdentityManage);

    private static readonly IReadOnlyList<PaletteEntry> Pages =
    [
        Page("overview", "Overview", "home", "/", "home start dashboard attention", Administrators),
        Page("identities", "Identities", "users", Identities, "users people members list directory access control", Readers),
        Page("groups", "Groups", "users", $"{Identities}?tab=groups", "teams members list", Readers),
        Page("hierarchy", "Hierarchy", "tree", "/access/hierarchy", "nodes tree places regions sites units node types access control", Readers),
        Page("roles", "Roles", "shield", "/access/roles", "bundles permissions matrix rights admin grantee", Readers),
        Page("permissions", "Permissions", "key", "/access/roles?tab=permissions", "catalogue keys resource action rights", Readers),
        Page("who-can", "Who can…?", "help", "/access/who-can", "permission node effective access evaluate why", Overseers),
        Page("flows", "Access flows", "send", "/access/flows", "request approve approval who may ask workflow access control", Overseers),
        Page("requests", "Access requests", "check", "/access/requests", "approve refuse approvals waiting queue decide", view => view.MayApprove),
        Page("api-keys", "API keys", "plug", "/access/api-keys", "key secret token rest integration program script create roll revoke expiry access control", KeyKeepers),
        Page("pending", "Pending invitations", "mail", $"{Identities}?status=invited", "invited open waiting resend expiring", Readers),
        Page("tenant", "Tenant identities", "building", "/tenant/identities", "whole directory everybody all applications organisation users people", Owners),
        Page("applications", "Applications", "grid", "/tenant/applications", "environments products create rename delete staging production development tenant", Owners),
        Page("audit", "Audit", "list", "/audit", "log history events activity changes who did what", view => view.IsOwner || view.Can(Permissions.AuditRead)),
        Page("jobs", "Changes", "clock", "/jobs", "bulk jobs progress outcome undo background", view => view.IsOwner || view.Can(Permissions.IdentityManage)),
        Page("imports", "Imports", "upload", "/imports", "csv files jobs progress outcome undo error file retry", view => view.IsOwner || Managers(view)),
        Page("settings", "Settings", "sliders", "/settings", "preferences configuration options tenant", Owners),
        Page("settings-organisation", "Organisation settings", "building", "/settings#organisation", "account name rename company", Owners),
        Page("settings-branding", "Branding", "eye", "/settings#branding", "logo accent colour color look sign-in", Owners),
        Page("settings-mfa", "Multi-factor authentication", "shield", "/settings#mfa", "settings mfa two-step authenticator passkey required", Owners),
        Page("settings-sessions", "Session limits", "clock", "/settings#sessions", "settings idle lifetime sign out", Owners),
        Page("settings-inactive", "Inactive people", "pause", "/settings#inactive-people", "settings suspend warn days", Owners),
        Page("settings-invitations", "Link lifetime and mail text", "mail", "/settings#invitations", "settings invitations days preview", Owners),
        Page("settings-environment", "Set by the environment", "lock", "/settings#environment", "configuration variables appsettings database", Owners),
        Page("settings-mail", "Mail settings", "mail", "/settings#mail", "smtp email server sender test delivery", Owners),
        Page("settings-mail-queue", "Mail queue", "clock", "/settings#mail-queue", "outbox email undelivered refused failed retry sent", Owners),
        Page("settings-password", "Password policy", "lock", "/settings#password-policy", "rules length complexity security requirements", Owners),
        Page("my-access", "My access", "key", "/my-access", "request access roles own extend ask need", Everybody),
        Page("account", "My account", "user", "/account", "profile me roles own", Everybody),
        Page("password", "Change my password", "key", "/change-password", "new own security", Everybody),
    ];

    private static readonly IReadOnlyList<PaletteEntry> Actions =
    [
        Open(DirectoryDialogNames.Invite, "Invite", "Send a link; they set their own password", "mail", "people users add new send invitation email", Managers),
        Open(DirectoryDialogNames.InviteAssign, "Invite & Assign", "With a role that waits for them", "shield", "people users add new role access grant", Managers),
        Open(DirectoryDialogNames.CreateIdentity, "Create Identity", "At once, without a mail", "user-plus", "people users add new person account import", Managers),
        Open(DirectoryDialogNames.InviteUser, "Invite User", "One person with role, name and phone", "user-plus", "people users add new profile", Managers),
        new(new PaletteItem(PaletteKind.Action, "import", "Import CSV", "Many people from a file", "upload", "/access/import"), "people users add new bulk upload spreadsheet excel okta entra auth0 keycloak google migrate", Managers),
        new(new PaletteItem(PaletteKind.Action, "import-directory", "Import CSV into the directory", "Many people, without an environment", "upload", "/tenant/import"), "people users add new bulk upload tenant account owner", Owners),
        Open(DirectoryDialogNames.CreateGroup, "Create group", "For people who get the same roles", "users", "add new team", view => Readers(view) && (view.IsOwner || view.Can(Permissions.GroupManage))),
    ];

    private static readonly IReadOnlyList<PaletteEntry> Deeds =
    [
        Do("theme", "Switch between light and dark", "moon", PaletteDeed.ToggleTheme, "theme mode dark light night colours appearance", Everybody),
        Do("guide", "Open Setup Guide", "flag", PaletteDeed.OpenGuide, "help getting started onboarding steps tour", view => view is { CanAdminister: true, Active: not null }),
        Do("shortcuts", "Keyboard shortcuts", "help", PaletteDeed.OpenShortcuts, "keys hotkeys help turn off single-key", Everybody),
        Do("sign-out", "Sign out", "arrow-r", PaletteDeed.SignOut, "log out logout leave end session", Everybody),
    ];

    /// <summary>All that somebody may open, pages before actions.</summary>
    public static IEnumerable<PaletteEntry> For(WorkspaceView view) =>
        Pages.Concat(Actions).Concat(view.Choices.Where(c => c != view.Active).Select(choice => Switch(view, choice))).Concat(Deeds).Where(entry => entry.Offered(view));

    private static PaletteEntry Page(string key, string title, string icon, string href, string words, Func<WorkspaceView, bool> offered) =>
        new(new PaletteItem(PaletteKind.Page, key, title, null, icon, href), words, offered);

    /// <summary>A dialog of the Identities page, opened there by its name in the address.</summary>
    private static PaletteEntry Open(string dialog, string title, string detail, string icon, string words, Func<WorkspaceView, bool> offered) =>
        new(new PaletteItem(PaletteKind.Action, dialog, title, detail, icon, $"{Identities}?open={dialog}"), words, offered);

    private static PaletteEntry Do(string key, string title, string icon, PaletteDeed deed, string words, Func<WorkspaceView, bool> offered) =>
        new(new PaletteItem(PaletteKind.Action, key, title, null, icon, null, deed), words, offered);

    private static PaletteEntry Switch(WorkspaceView view, WorkspaceChoice choice)
    {
        var name = view.NameOf(choice.EnvironmentId, choice.EnvironmentName);
        var item = new PaletteItem(PaletteKind.Action, choice.EnvironmentId.ToString(), $"Switch to {name}", "Environment", "refresh", null, PaletteDeed.SwitchEnvironment) { Id = choice.EnvironmentId };
        return new PaletteEntry(item, $"environment change workspace application {choice.ApplicationName}", Everybody);
    }
}
