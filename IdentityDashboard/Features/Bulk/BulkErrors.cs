using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Bulk;

internal static class BulkErrors
{
    public static readonly Error NotFound = CommonErrors.NotFound("change");
    public static readonly Error Nobody = new("nobody_selected", 422, "Nobody is selected. Select at least one row.");
    public static readonly Error NoGroup = Error.Field("group_required", 422, "group_ids", "Choose at least one group.");
    public static readonly Error TooManyGroups = Error.Field("too_many_groups", 422, "group_ids", $"Choose at most {GroupMembersBatch.MaxGroups} groups.");
    public static readonly Error TooManyPlaces = Error.Field("too_many_places", 422, "node_ids", $"Roles times nodes can be {AssignmentMatrix.MostPlaces} at most. Choose fewer.");
    public static readonly Error NotRunning = new("not_running", 409, "This change has ended already.");
    public static readonly Error CannotUndo = new("cannot_undo", 409, "This change can’t be undone any more.");
    public static readonly Error UndoneAlready = new("undone_already", 409, "This change was undone already.");
    public static readonly Error Busy = new("busy", 409, "Somebody changed the same people at this moment. Nothing was changed; try again.");

    public static Error Refused(string reason) => new("undo_refused", 409, reason);
}
