using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Workspace.Applications;

internal static class ApplicationErrors
{
    public const string NameField = "name";
    public const string ConfirmField = "confirm";

    public static readonly Error OwnersOnly = new("forbidden", 403, "Only an Owner can change applications and environments. Ask one of them.");
    public static readonly Error NotFound = CommonErrors.NotFound("application");
    public static readonly Error EnvironmentNotFound = CommonErrors.NotFound("environment");
    public static readonly Error Exists = Error.Field("application_exists", 409, NameField, "An application with this name already exists. Choose another name.");
    public static readonly Error EnvironmentExists = Error.Field("environment_exists", 409, NameField, "This application already has an environment with this name. Choose another name.");
    public static readonly Error Last = new("last_application", 409, "This is the account's last application. Create another one first.");
    public static readonly Error LastEnvironment = new("last_environment", 409, "This is the application's last environment. Create another one first, or delete the application.");
    public static readonly Error Changed = new("changed_meanwhile", 409, "Somebody else changed this at the same moment. Look at what is there now and try again.");

    public static Error NotConfirmed(string name) => Error.Field("confirmation_required", 422, ConfirmField, $"Type {name} exactly as it stands here.");
}
