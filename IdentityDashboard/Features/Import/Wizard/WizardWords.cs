using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>What modes, columns and outcomes of an import are called on the screen.</summary>
internal static class WizardWords
{
    /// <summary>As it stands in addresses: "create".</summary>
    public static string Key(ImportMode mode) => mode.ToString().ToLowerInvariant();

    public static ImportMode? Mode(string? key) => key switch
    {
        "invite" => ImportMode.Invite,
        "create" => ImportMode.Create,
        "directory" => ImportMode.Directory,
        _ => null,
    };

    /// <summary>"invite into Storefront / Production".</summary>
    public static string Place(ImportView import, WorkspaceView workspace) => import.Mode switch
    {
        ImportMode.Directory => ApplicationOf(import, workspace) is { } name ? $"create in the directory and {name}" : "create in the directory",
        ImportMode.Invite => $"invite into {EnvironmentOf(import, workspace)}",
        _ => $"create in {EnvironmentOf(import, workspace)}",
    };

    public static string Name(ImportField field) => field switch
    {
        ImportField.Email => "Email",
        ImportField.FirstName => "First name",
        ImportField.LastName => "Last name",
        ImportField.FullName => "Full name",
        ImportField.Phone => "Phone",
        ImportField.ExternalId => "External ID",
        ImportField.Groups => "Groups",
        ImportField.Role => "Role",
        ImportField.Node => "Node",
        ImportField.Password => "Password",
        ImportField.PasswordHash => "Password hash",
        _ => "Not imported",
    };

    public static string Name(ColumnTarget target, IReadOnlyList<AttributeField> attributes) =>
        target.Field == ImportField.Attribute ? attributes.FirstOrDefault(a => a.Key == target.Key)?.Label ?? target.Key! : Name(target.Field);

    public static bool IsSecret(ColumnTarget target) => target.Field is ImportField.Password or ImportField.PasswordHash;

    /// <summary>What a column can be: only what the mode takes.</summary>
    public static IReadOnlyList<SelectOption> Fields(ImportMode mode, IReadOnlyList<AttributeField> attributes) =>
    [
        new("", Name(ImportField.None)),
        .. Enum.GetValues<ImportField>().Where(f => Takes(mode, f)).Select(f => new SelectOption(ImportFields.Key(f), Name(f))),
        .. attributes.Select(a => new SelectOption(a.ErrorKey, a.Label, "Attributes")),
    ];

    /// <summary>"email, first name and last name".</summary>
    public static string List(IReadOnlyList<ImportField> fields) => fields.Count == 1 ? Name(fields[0]).ToLowerInvariant()
        : $"{string.Join(", ", fields.SkipLast(1).Select(f => Name(f).ToLowerInvariant()))} and {Name(fields[^1]).ToLowerInvariant()}";

    /// <summary>Roughly, as long waits are told: "3 seconds", "about 4 minutes".</summary>
    public static string Duration(TimeSpan time) => time.TotalSeconds switch
    {
        < 1.5 => "a second",
        < 90 => $"about {time.TotalSeconds:N0} seconds",
        < 5400 => $"about {Quantity.Of((int)Math.Round(time.TotalMinutes), "minute")}",
        _ => $"about {Quantity.Of((int)Math.Round(time.TotalHours), "hour")}",
    };

    private static bool Takes(ImportMode mode, ImportField field) => field switch
    {
        ImportField.None or ImportField.Attribute => false,
        ImportField.Role or ImportField.Node => mode != ImportMode.Directory,
        ImportField.Password or ImportField.PasswordHash => mode != ImportMode.Invite,
        _ => true,
    };

    private static string EnvironmentOf(ImportView import, WorkspaceView workspace) =>
        import.EnvironmentId is { } id && workspace.Choices.FirstOrDefault(c => c.EnvironmentId == id) is { } choice ? workspace.NameOf(id, choice.EnvironmentName) : "an environment";

    private static string? ApplicationOf(ImportView import, WorkspaceView workspace) => workspace.Choices.FirstOrDefault(c => c.ApplicationId == import.ApplicationId)?.ApplicationName;
}
