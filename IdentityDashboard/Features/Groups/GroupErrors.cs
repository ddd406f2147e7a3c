using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Groups;

internal static class GroupErrors
{
    public const string InsideField = "group_ids";

    public static readonly Error NotFound = CommonErrors.NotFound("group");
    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody renamed this group while you were typing. What you typed is kept.");
    public static readonly Error Exists = Error.Field("group_exists", 409, "name", "A group with this name already exists. Choose another name.");
    public static readonly Error Synced = new("group_synced", 409, "This group comes from an identity provider. Change it there.");
    public static readonly Error MemberGone = Error.Field("identity_not_found", 422, "member_ids", "Somebody you chose isn't here any more. Refresh and try again.");
    public static readonly Error BeyondOwnRights = Error.Field("grant_exceeds_own_rights", 403, "group_ids", "This group has a role that can do more than you can, so you can't add people to it.");

    public static readonly Error BeyondOwnRightsToNest = Error.Field("grant_exceeds_own_rights", 403, InsideField, "This group, or one it stands in, has a role that can do more than you can, so you can't change which groups are inside it.");
    public static readonly Error InsideMissing = Error.Field("group_required", 422, InsideField, "Choose at least one group.");
    public static readonly Error InsideGone = Error.Field("group_not_found", 422, InsideField, "A group you chose isn't here any more. Refresh and try again.");

    /// <summary>S99: chosen groups that were renamed or deleted meanwhile.</summary>
    public static readonly Error Gone = Error.Field("group_not_found", 422, "group_ids", "A group you chose was renamed or deleted meanwhile. Refresh the groups and try again.");

    public static Error Circle(string inner, string outer, bool same) => Error.Field("group_circle", 409, InsideField,
        same ? $"{outer} can't stand inside itself." : $"{outer} stands inside {inner} already, so {inner} can't stand inside {outer}: nobody could tell any more what either gives.");
}
