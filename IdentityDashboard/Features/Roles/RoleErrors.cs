using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Roles;

internal static class RoleErrors
{
    public const string NameField = "name";
    public const string DescriptionField = "description";
    public const string KeyField = "key";
    public const string ResourceField = "resource";
    public const string PermissionsField = "permissions";

    public static readonly Error NotFound = CommonErrors.NotFound("role");
    public static readonly Error PermissionNotFound = CommonErrors.NotFound("permission");
    public static readonly Error Exists = Error.Field("role_exists", 409, NameField, "A role with this name already exists here. Choose another name.");
    public static readonly Error BuiltIn = new("role_built_in", 409, "Admin and Grantee are built in: they keep their names and stay.");
    public static readonly Error PermissionBuiltIn = new("permission_built_in", 409, "This is one of the dashboard's own permissions: it stays as it is.");
    public static readonly Error PermissionGone = new("permission_not_found", 422, "A permission you chose isn't in the catalogue any more. Refresh the page and try again.");
    public static readonly Error PermissionsMissing = Error.Field("validation_failed", 422, PermissionsField, "Send the keys of all permissions the role is to have; none is an empty list.");
    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody changed this role while you were choosing. Look at it as it is now, then choose again.");

    /// <summary>A34: what a role could do and will be able to do must be within the actor's own rights.</summary>
    public static readonly Error BeyondOwnRights =
        new("grant_exceeds_own_rights", 403, "This role has, or would get, permissions that you don't have at the root. Ask somebody who has them, or an Owner.");

    public static readonly Error BeyondOwnPermission =
        new("grant_exceeds_own_rights", 403, "You don't have this permission at the root, so you can't take it from others. Ask somebody who has it, or an Owner.");

    public static Error PermissionsUnknown(IReadOnlyCollection<string?> keys) => Error.Field("permission_not_found", 422, PermissionsField, $"The catalogue of this environment has no {string.Join(", ", keys)}.");

    public static Error Kept(string role, IEnumerable<string> keys) => new("role_built_in", 409, $"{role} is built in and always has {string.Join(", ", keys)}.");

    public static Error KeyExists(string key) => Error.Field("permission_exists", 409, KeyField, $"{key} is in the catalogue already.");

    public static Error AllExist(string resource) => Error.Field("permission_exists", 409, ResourceField, $"{resource} has all of these already. Choose another resource or another action.");

    public static Error InUse(RoleUse use) => new("role_in_use", 409, $"This role can't be deleted yet: {use.Sentence}. Take it away there first.");
}

/// <summary>Who and what a role can't be taken from by deleting it.</summary>
/// <param name="People">Assignments of people, also those yet to begin.</param>
/// <param name="Invitations">Open ones that promise it.</param>
/// <param name="Flows">Access flows in use that offer it.</param>
public sealed record RoleUse(int People, int Groups, int Invitations, int Keys, int Flows = 0)
{
    public bool Any => People + Groups + Invitations + Keys + Flows > 0;

    /// <summary>"12 people have it, 1 group gives it".</summary>
    public string Sentence => string.Join(", ", new[]
    {
        People == 0 ? null : Quantity.Of(People, "person has it", "people have it"),
        Groups == 0 ? null : Quantity.Of(Groups, "group gives it", "groups give it"),
        Invitations == 0 ? null : Quantity.Of(Invitations, "open invitation promises it", "open invitations promise it"),
        Keys == 0 ? null : Quantity.Of(Keys, "API key has it", "API keys have it"),
        Flows == 0 ? null : Quantity.Of(Flows, "access flow offers it", "access flows offer it"),
    }.OfType<string>());
}
