using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Groups;

internal static class GroupErrors
{
    public static readonly Error NotFound = CommonErrors.NotFound("group");
    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody renamed this group while you were typing. What you typed is kept.");
    public static readonly Error Exists = Error.Field("group_exists", 409, "name", "A group with this name already exists. Choose another name.");
    public static readonly Error Synced = new("group_synced", 409, "This group comes from an identity provider. Change it there.");
    public static readonly Error MemberGone = Error.Field("identity_not_found", 422, "member_ids", "Somebody you chose isn't here any more. Refresh and try again.");
    public static readonly Error BeyondOwnRights = Error.Field("grant_exceeds_own_rights", 403, "group_ids", "This group has a role that can do more than you can, so you can't add people to it.");

    /// <summary>S99: chosen groups that were renamed or deleted meanwhile.</summary>
    public static readonly Error Gone = Error.Field("group_not_found", 422, "group_ids", "A group you chose was renamed or deleted meanwhile. Refresh the groups and try again.");
}
