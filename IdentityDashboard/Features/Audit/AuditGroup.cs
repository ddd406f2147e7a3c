namespace IdentityDashboard.Features.Audit;

/// <summary>Kinds of entries, to filter by.</summary>
public enum AuditGroup
{
    Access,
    Identity,
    Invitation,
    SignIn,
    Group,
    Settings,
}
