namespace IdentityDashboard.Platform;

/// <summary>
/// Whether somebody may use an application: asked in but not here yet, using it, on hold (roles kept), or off-boarded
/// from it (what ended stays ended after an activation).
/// </summary>
public enum MembershipState
{
    Invited,
    Active,
    Suspended,
    Deactivated,
}
