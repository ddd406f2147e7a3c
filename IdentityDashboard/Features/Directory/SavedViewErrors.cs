using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Directory;

internal static class SavedViewErrors
{
    public static readonly Error NotFound = CommonErrors.NotFound("view");
    public static readonly Error Exists = Error.Field("view_exists", 409, "name", "You have a view with this name already. Choose another name, or update that one.");
    public static readonly Error NameMissing = Error.Field("validation_failed", 422, "name", "Enter a name for the view.");
    public static readonly Error TooMany = new("too_many_views", 409, $"You have {SavedViews.MostPerList} views of this list already. Delete one first.");
    public static readonly Error TooLong = new("view_too_long", 422, "These filters are too long to be kept. Remove one of them.");

    public static Error NameTooLong(int length) =>
        Error.Field("validation_failed", 422, "name", $"A name can have {SavedView.MaxNameLength} characters; this has {length}.");
}
