namespace IdentityDashboard.Features.Directory;

public enum FilterInput
{
    Choice,
    Group,
    Role,
    Node,
    Dates,
    Attribute,
}

/// <summary>Something a list can be narrowed by.</summary>
/// <param name="Key">Its name in the URL.</param>
/// <param name="Choices">For <see cref="FilterInput.Choice"/> and the presets of <see cref="FilterInput.Dates"/>.</param>
public sealed record FilterKind(string Key, string Name, string Icon, FilterInput Input, IReadOnlyList<(string Value, string Text)> Choices);

/// <summary>What the lists can be narrowed by, and which values of it make sense. Custom attributes come on top.</summary>
internal static class FilterKinds
{
    public const string Status = "status";
    public const string Source = "source";
    public const string Group = "group";
    public const string Role = "role";
    public const string Node = "node";
    public const string Mfa = "mfa";
    public const string Seen = "seen";
    public const string Created = "created";
    public const string HasRole = "roles";
    public const string Members = "members";

    /// <summary>As a status: people who haven't accepted yet.</summary>
    public const string Invited = "invited";
    public const string Deleted = "deleted";

    /// <summary>Longest value a filter takes; longer ones count as not given.</summary>
    public const int MaxValue = 400;

    private static readonly IReadOnlyList<(string, string)> States =
        [("active", "Active"), ("suspended", "Suspended"), ("deactivated", "Deactivated"), (Invited, "Invited")];

    private static readonly FilterKind[] People =
    [
        new(Status, "Status", "flag", FilterInput.Choice, States),
        new(Source, "Source", "refresh", FilterInput.Choice, []),
        new(Group, "Group", "users", FilterInput.Group, []),
        new(Role, "Role", "shield", FilterInput.Role, []),
        new(Node, "Node", "tree", FilterInput.Node, []),
        new(Mfa, "MFA", "lock", FilterInput.Choice, [("yes", "On"), ("no", "Off")]),
        new(Seen, "Last seen", "eye", FilterInput.Dates, FilterDates.Seen),
        new(Created, "Created", "clock", FilterInput.Dates, FilterDates.Recent),
    ];

    /// <summary>Nodes belong to an environment, and the Tenant page is about all of them; only there the deleted are shown.</summary>
    private static readonly FilterKind[] Tenant =
    [
        .. People.Where(k => k.Key != Node).Select(k => k.Key == Status ? k with { Choices = [.. States, (Deleted, "Deleted")] } : k),
    ];

    private static readonly FilterKind[] Groups =
    [
        new(Source, "Source", "refresh", FilterInput.Choice, []),
        new(HasRole, "Roles granted", "shield", FilterInput.Choice, [("yes", "At least one"), ("no", "None")]),
        new(Members, "Members", "users", FilterInput.Choice, [("yes", "At least one"), ("no", "Nobody")]),
    ];

    public static IReadOnlyList<FilterKind> Of(bool groups, bool tenant) => groups ? Groups : tenant ? Tenant : People;

    public static FilterKind? Find(string key, bool groups, bool tenant) => Of(groups, tenant).FirstOrDefault(k => k.Key == key);

    /// <summary>Whether a value from the URL can stand. Any id may: that it is gone is said on the chip.</summary>
    public static bool IsValid(DirectoryFilter filter, bool groups, bool tenant)
    {
        if (filter.Value.Length is 0 or > MaxValue) return false;
        if (filter.IsAttribute) return !groups && filter.AttributeKey.Length > 0;
        return Find(filter.Key, groups, tenant) is { } kind && kind.Input switch
        {
            FilterInput.Dates => FilterDates.IsValid(filter.Value, seen: kind.Key == Seen),
            FilterInput.Choice => kind.Choices.Count == 0 || kind.Choices.Any(c => c.Value == filter.Value),
            _ => true,
        };
    }
}
