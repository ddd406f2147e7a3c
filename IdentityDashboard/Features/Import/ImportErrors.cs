using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Import;

internal static class ImportErrors
{
    public static readonly Error NotFound = CommonErrors.NotFound("import");
    public static readonly Error OwnerOnly = new("forbidden", 403, "Only an Owner imports people into the whole directory, and never by an API key.");
    public static readonly Error EnvironmentNeeded = Error.Field("validation_failed", 422, "environment_id", "Choose the environment to import into.");
    public static readonly Error Empty = Error.Field("validation_failed", 422, "file", "The file is empty. Choose another.");
    public static readonly Error WrongColumns = Error.Field("validation_failed", 422, "columns", "Say for each column of the file what it is.");
    public static readonly Error DoubledField = Error.Field("validation_failed", 422, "columns", "Two columns are mapped to the same field. Choose one of them.");
    public static readonly Error Unmapped = new("columns_missing", 422, "Map every required column first.");
    public static readonly Error Unreadable = new("file_unreadable", 422, "This file can’t be read. Change how it is read, or choose another.");
    public static readonly Error Busy = new("import_busy", 409, "This import is being worked on. Wait until that has ended, or cancel it.");
    public static readonly Error Unchecked = new("import_unchecked", 409, "Check this import first.");
    public static readonly Error Ended = new("import_ended", 409, "This import has ended already.");
    public static readonly Error NotRunning = new("not_running", 409, "This import isn’t running.");
    public static readonly Error NothingToDo = new("nothing_to_import", 409, "No row of this file would change anything.");
    public static readonly Error NothingFailed = new("nothing_failed", 409, "No row of this import failed.");
    public static readonly Error LineGone = CommonErrors.NotFound("row");
    public static readonly Error Erased = new("file_erased", 410, "The file of this import is erased by now. Upload it again.");
    public static readonly Error CannotUndo = new("cannot_undo", 409, "This import can’t be undone any more.");
    public static readonly Error UndoneAlready = new("undone_already", 409, "This import was undone already.");

    public static Error TooLarge(int megabytes) => Error.Field("file_too_large", 413, "file", FormattableString.Invariant($"A file can have {megabytes:N0} MB at most. Split it, or let Import__MaxFileMegabytes be raised."));
}
