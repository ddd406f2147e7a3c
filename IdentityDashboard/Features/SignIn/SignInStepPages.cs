using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Where each step of the sign-in is done.</summary>
internal static class SignInStepPages
{
    public const string SecondFactor = "/sign-in/second-factor";
    public const string ChangePassword = "/change-password";
    public const string VerifyEmail = "/verify-email";
    public const string EnrolFactor = "/sign-in/set-up-factor";

    public static string PathOf(SignInStep step) => step switch
    {
        SignInStep.SecondFactor => SecondFactor,
        SignInStep.ChangePassword => ChangePassword,
        SignInStep.VerifyEmail => VerifyEmail,
        _ => EnrolFactor,
    };
}
