namespace IdentityDashboard.Platform;

/// <summary>What somebody who showed who they are has still to do before anything else opens, in this order.</summary>
public enum SignInStep
{
    SecondFactor,
    ChangePassword,
    VerifyEmail,
    EnrolFactor,
}
