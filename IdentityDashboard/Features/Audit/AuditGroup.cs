namespace IdentityDashboard.Features.Audit;

/// <summary>Kinds of entries, to filter by.</summary>
public enum AuditGroup
{
    Access,
    Identity,
    Invitation,
    SignIn,
    Group,
    Settings,
}

internal static class AuditGroups
{
    public static readonly IReadOnlyList<(AuditGroup Group, string Key, string Name)> All =
    [
        (AuditGroup.Access, "access", "Access"),
        (AuditGroup.Identity, "identity", "Identity"),
        (AuditGroup.Invitation, "invitation", "Invitation"),
        (AuditGroup.SignIn, "signin", "Sign-in"),
        (AuditGroup.Group, "group", "Group"),
        (AuditGroup.Settings, "settings", "Settings"),
    ];

    public static AuditGroup? Read(string? key) => All.Where(g => g.Key.Equals(key, StringComparison.OrdinalIgnoreCase)).Select(g => (AuditGroup?)g.Group).FirstOrDefault();

    public static string Name(AuditGroup group) => All.First(g => g.Group == group).Name;
}
