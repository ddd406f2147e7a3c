using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Identities;

internal static class AppMembershipErrors
{
    public static readonly Error ApplicationGone = CommonErrors.NotFound("application");
    public static readonly Error NotFound = new("not_member", 404, "This person isn't in the application any more. Refresh the page.");
    public static readonly Error Exists = new("is_member", 409, "This person is in the application already.");

    public static Error WrongState(MembershipState state) =>
        new("wrong_state", 409, $"This person is {state.ToString().ToLowerInvariant()} in the application; that can't be done now. Refresh the page.");
}
