using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.ApiKeys;

internal static class ApiKeyErrors
{
    public const string NameField = "name";
    public const string RoleField = "role_id";
    public const string NodeField = "node_id";
    public const string ExpiresField = "expires_in_days";
    public const string OverlapField = "overlap";

    public static readonly Error NotFound = CommonErrors.NotFound("API key");
    public static readonly Error NameMissing = Error.Field("validation_failed", 422, NameField, "Enter a name, such as HR sync.");
    public static readonly Error NameTooLong = Error.Field("validation_failed", 422, NameField, $"A name can have {ApiKey.MaxNameLength} characters.");
    public static readonly Error RoleMissing = Error.Field("role_required", 422, RoleField, "Choose what the key may do.");
    public static readonly Error NodeMissing = Error.Field("node_required", 422, NodeField, "Choose where it may do it.");
    public static readonly Error WrongLifetime = Error.Field("validation_failed", 422, ExpiresField, $"A key can last {NewApiKey.ShortestDays} to {NewApiKey.LongestDays} days, or have no end.");
    public static readonly Error WrongOverlap = Error.Field("validation_failed", 422, OverlapField, "Choose no overlap, 1 hour, 1 day or 7 days.");
    public static readonly Error BeyondOwnRights = Error.Field("grant_exceeds_own_rights", 403, RoleField, "You can't make a key that can do more there than you can.");
    public static readonly Error BeyondOwnRightsToRoll = new("grant_exceeds_own_rights", 403, "This key can do more at its node than you can, so you can't renew it. Ask somebody who can, or revoke it.");
    public static readonly Error NodeArchived = new("node_archived", 409, "The node of this key is archived, so the key can do nothing. Restore the node before you roll the key.");
    public static readonly Error Ended = new("api_key_ended", 409, "This key has ended already: it was revoked or replaced, or it has expired. Create a new one.");
    public static readonly Error Rolled = new("api_key_rolled", 409, "This key is being replaced already. Roll the key that takes its place, or revoke this one.");
}
