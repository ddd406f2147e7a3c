namespace IdentityDashboard.Platform;

/// <summary>Why somebody's sessions ended last: told to the browsers that were still open.</summary>
public enum SessionEnd
{
    None,
    PasswordChanged,
    EmailChanged,
    SignedOutEverywhere,
    StateChanged,
    FactorsChanged,

    /// <summary>By the person in this browser.</summary>
    SignedOut,

    /// <summary>This one session, by an administrator or by the person from elsewhere.</summary>
    Revoked,

    /// <summary>Nothing was done in it for longer than the policy allows.</summary>
    Idle,

    /// <summary>It reached the length the policy allows.</summary>
    Expired,

    /// <summary>Another sign-in in the same browser took its place.</summary>
    Replaced,
}
