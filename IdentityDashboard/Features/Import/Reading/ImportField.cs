namespace IdentityDashboard.Features.Import.Reading;

/// <summary>What a column of a file can be.</summary>
public enum ImportField
{
    /// <summary>Not imported.</summary>
    None,
    Email,
    FirstName,
    LastName,
    FullName,
    Phone,
    ExternalId,
    Groups,

    /// <summary>A role's name or id.</summary>
    Role,

    /// <summary>A node's name, path or id.</summary>
    Node,
    Password,
    PasswordHash,

    /// <summary>A custom attribute, by its key.</summary>
    Attribute,
}

internal static class ImportFields
{
    /// <summary>The name of a field in errors, in the API and in the error file's header, which maps by itself again.</summary>
    public static string Key(ImportField field) => field switch
    {
        ImportField.Email => "email",
        ImportField.FirstName => "first_name",
        ImportField.LastName => "last_name",
        ImportField.FullName => "full_name",
        ImportField.Phone => "phone",
        ImportField.ExternalId => "external_id",
        ImportField.Groups => "groups",
        ImportField.Role => "role",
        ImportField.Node => "node",
        ImportField.Password => "password",
        ImportField.PasswordHash => "password_hash",
        _ => "",
    };
}

/// <param name="Key">Of the custom attribute; null for other fields.</param>
public readonly record struct ColumnTarget(ImportField Field, string? Key = null)
{
    public static readonly ColumnTarget None = new(ImportField.None);
}
