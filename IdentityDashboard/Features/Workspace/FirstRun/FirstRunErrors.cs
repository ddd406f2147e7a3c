using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Workspace.FirstRun;

internal static class FirstRunErrors
{
    public const string TokenField = "setup_token";

    public static readonly Error Done = new("setup_done", 409, "This server is set up already. Sign in instead.");
    public static readonly Error WrongToken = Error.Field("setup_token_wrong", 422, TokenField, "This isn't the setup token. The server prints it in its log at each start.");
    public static readonly Error TooManyTries = Error.Field("too_many_attempts", 429, TokenField, "Too many attempts. Wait a minute and try again.");
}
