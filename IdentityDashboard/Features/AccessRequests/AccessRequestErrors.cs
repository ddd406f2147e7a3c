using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.AccessRequests;

internal static class AccessRequestErrors
{
    public const string NameField = "name";
    public const string RequestersField = "requesters";
    public const string ApproversField = "approvers";
    public const string GrantsField = "grants";
    public const string HoursField = "duration_hours";
    public const string ReasonField = "reason";
    public const string NoteField = "note";
    public const string RoleField = "role_id";
    public const string NodeField = "node_id";

    public static readonly Error FlowGone = CommonErrors.NotFound("access flow");
    public static readonly Error RequestGone = CommonErrors.NotFound("request");
    public static readonly Error AssignmentGone = CommonErrors.NotFound("access");
    public static readonly Error FlowExists = Error.Field("access_flow_exists", 409, NameField, "An access flow with this name already exists here. Choose another name.");
    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody saved this access flow while you were editing. Look at it as it is now, then change it again.");

    public static readonly Error NotForYou = new("request_not_allowed", 403, "This access flow isn't open to you. Ask an administrator of this environment.");
    public static readonly Error NotOffered = Error.Field("not_offered", 422, NodeField, "This access flow doesn't offer this role at this node. Refresh and choose again.");
    public static readonly Error Archived = new("access_flow_archived", 409, "This access flow is archived: nothing can be requested by it any more.");
    public static readonly Error ReasonMissing = Error.Field("validation_failed", 422, ReasonField, "Say what you need it for.");
    public static readonly Error AlreadyPending = Error.Field("request_pending", 409, RoleField, "You have asked for this already. It waits for a decision under My requests.");

    public static readonly Error NotApprover = new("not_approver", 403, "You aren't an approver of this request. Its access flow names who is.");
    public static readonly Error OwnRequest = new("self_approval", 403, "Nobody decides their own request. Another approver has to.");
    public static readonly Error Decided = new("request_decided", 409, "This request has been decided or taken back meanwhile. Refresh the page to see how.");
    public static readonly Error NothingToEnd = new("not_held", 409, "This access has ended already.");
    public static readonly Error NotLonger = Error.Field("validation_failed", 422, HoursField, "What is held now lasts at least as long. Choose a longer time, or ask again nearer its end.");

    public static readonly Error AuthorLost = new("flow_author_lost_rights", 403,
        "Whoever saved this access flow last may not give this role there any more, so the flow doesn't give it either. Somebody who may has to open the flow and save it.");

    public static Error TooLong(int hours) => Error.Field("validation_failed", 422, HoursField, $"Choose a time between 1 hour and {Durations.Text(hours)}.");

    public static Error ReasonTooLong(int length) => Error.Field("validation_failed", 422, ReasonField, $"A reason can have {AccessRequest.MaxReasonLength} characters; this has {length}.");

    public static Error NoteTooLong(int length) => Error.Field("validation_failed", 422, NoteField, $"A note can have {AccessRequest.MaxNoteLength} characters; this has {length}.");

    public static Error NotActive(string name) => new("requester_not_active", 409, $"{name} isn't active now. Activate them first, or refuse the request.");

    public static Error NotRequester(string name) => new("requester_left", 409, $"{name} may not request by this access flow any more. Refuse the request.");

    /// <param name="until">Null for no end.</param>
    public static Error AlreadyHeld(string who, string role, string path, DateTimeOffset? until) => Error.Field("already_held", 409, RoleField,
        $"{who} {role} at {path} already, {(until is { } end ? $"until {RelativeTimeText.Absolute(end)}" : "without an end")}.");
}
