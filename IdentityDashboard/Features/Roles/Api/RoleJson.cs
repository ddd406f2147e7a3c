namespace IdentityDashboard.Features.Roles.Api;

/// <summary>A role, as the REST API answers.</summary>
/// <param name="IsBuiltIn">Admin and Grantee: they keep their names and stay.</param>
/// <param name="Permissions">The keys in it, in their order.</param>
public sealed record RoleJson(Guid Id, string Name, string Description, bool IsBuiltIn, IReadOnlyList<string> Permissions);

/// <summary>A permission of the environment's catalogue.</summary>
/// <param name="Resource">What stands before the last dot of the key.</param>
/// <param name="Action">What stands after it.</param>
/// <param name="IsBuiltIn">One of the dashboard's own: it stays as it is.</param>
public sealed record PermissionJson(Guid Id, string Key, string Resource, string Action, string Description, bool IsBuiltIn);

/// <param name="Name">Unique in the environment.</param>
/// <param name="Permissions">Keys of the catalogue; none beyond what the API key holds at the root.</param>
public sealed record RoleBody(string? Name, string? Description, IReadOnlyList<string>? Permissions);

/// <summary>What isn't named stays as it is.</summary>
/// <param name="Description">Null: none.</param>
public sealed record RolePatch(string? Name, string? Description);

/// <param name="Permissions">All keys the role is to have.</param>
public sealed record RolePermissionsBody(IReadOnlyList<string>? Permissions);

/// <param name="Key">resource.action, such as invoice.read.</param>
public sealed record PermissionBody(string? Key, string? Description);
