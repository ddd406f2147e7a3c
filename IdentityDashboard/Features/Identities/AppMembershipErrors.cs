using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Identities;

internal static class AppMembershipErrors
{
    public static readonly Error ApplicationGone = CommonErrors.NotFound("application");
    public static readonly Error NotFound = new("not_member", 404, "This person isn't in the application any more. Refresh the page.");
    public static readonly Error Exists = new("is_member", 409, "This person is in the application already.");

    public const string EndField = "expires_at";
    public static readonly Error EndPassed = Error.Field("validation_failed", 422, EndField, "This moment has passed. Choose a later one, or suspend them here now.");
    public static readonly Error EndTooFar = Error.Field("validation_failed", 422, EndField, $"Choose a moment within the next {PlannedEnd.MaxYears} years, or none.");

    public static Error WrongState(MembershipState state) =>
        new("wrong_state", 409, $"This person is {state.ToString().ToLowerInvariant()} in the application; that can't be done now. Refresh the page.");
}
