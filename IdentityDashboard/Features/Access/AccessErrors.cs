using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Access;

internal static class AccessErrors
{
    public static readonly Error RoleGone = Error.Field("role_not_found", 422, "role_id", "This role isn't here any more. Refresh and choose another.");
    public static readonly Error NodeGone = Error.Field("node_not_found", 422, "node_id", "This node isn't here any more. Refresh and choose another.");
    public static readonly Error BeyondOwnRights = Error.Field("grant_exceeds_own_rights", 403, "role_id", "You can't give a role that can do more there than you can.");
    public static readonly Error NodeMissing = Error.Field("node_required", 422, "node_id", "Choose where this role applies.");
    public static readonly Error RoleMissing = Error.Field("role_required", 422, "role_id", "Choose which role they get here.");
}
