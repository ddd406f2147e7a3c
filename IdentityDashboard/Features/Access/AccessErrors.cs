using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Access;

internal static class AccessErrors
{
    public const string FromField = "effective_from";
    public const string UntilField = "effective_to";
    public const string PersonField = "identity_id";

    public static readonly Error RoleGone = Error.Field("role_not_found", 422, "role_id", "This role isn't here any more. Refresh and choose another.");
    public static readonly Error NodeGone = Error.Field("node_not_found", 422, "node_id", "This node isn't here any more. Refresh and choose another.");
    public static readonly Error BeyondOwnRights = Error.Field("grant_exceeds_own_rights", 403, "role_id", "You can't give a role that can do more there than you can.");
    public static readonly Error NodeMissing = Error.Field("node_required", 422, "node_id", "Choose where this role applies.");
    public static readonly Error RoleMissing = Error.Field("role_required", 422, "role_id", "Choose which role they get here.");
    public static readonly Error SubjectMissing = Error.Field("validation_failed", 422, PersonField, "Say who gets the role: a person or a group.");
    public static readonly Error RoleNeeded = Error.Field("forbidden", 403, "role_id", "You administer a part of this environment: choose the role and the node they come with.");
    public static readonly Error AssignmentGone = CommonErrors.NotFound("assignment");
    public static readonly Error SubjectGone = new("subject_not_found", 404, "Whoever this role is for isn't here any more. Refresh the page and try again.");
    public static readonly Error BeyondOwnRightsToTake = new("grant_exceeds_own_rights", 403, "You can't take a role that can do more there than you can.");
    public static readonly Error NodeAbsent = NodeGone with { Status = 404 };
    public static readonly Error LastAdmin = new("last_admin", 409, "This is the last Admin at the root. Give somebody else Admin there, without an end, and try again.");
    public static readonly Error UntilPassed = Error.Field("validation_failed", 422, UntilField, "This end has passed. Choose a later one, or none.");
    public static readonly Error UntilBeforeFrom = Error.Field("validation_failed", 422, UntilField, "The end has to come after the beginning.");

    public static Error PermissionUnknown(string key) => Error.Field("permission_not_found", 422, "permission", $"The catalogue of this environment has no permission {key}.");

    public static Error AlreadyHeld(string who, string role, string path) =>
        Error.Field("assignment_exists", 409, "role_id", $"{who} already has {role} at {path} within that time. Choose another role, another node or another time.");
}
