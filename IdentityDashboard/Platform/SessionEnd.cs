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
}
