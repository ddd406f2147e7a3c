namespace IdentityDashboard.Platform;

/// <summary>
/// Whether somebody may act. Suspended is a hold (assignments kept, sign-in refused); deactivated is off-boarding;
/// deleted is restorable for 30 days.
/// </summary>
public enum PrincipalState
{
    Active,
    Suspended,
    Deactivated,
    Deleted,
}
