namespace IdentityDashboard.Features.Access;

/// <summary>The dashboard's own permission keys. They stand in every environment's catalogue beside the application's.</summary>
public static class Permissions
{
    public const string IdentityRead = "identity.read";
    public const string IdentityManage = "identity.manage";
    public const string CredentialManage = "credential.manage";
    public const string GroupManage = "group.manage";
    public const string RoleManage = "role.manage";
    public const string AssignmentManage = "assignment.manage";
    public const string HierarchyManage = "hierarchy.manage";
    public const string ApiKeyManage = "apikey.manage";
    public const string AuditRead = "audit.read";
    public const string AccessRequest = "access.request";
    public const string AccessApprove = "access.approve";

    public static readonly IReadOnlyList<(string Key, string Description)> BuiltIn =
    [
        (IdentityRead, "See people, groups and invitations"),
        (IdentityManage, "Invite, create, change, suspend and delete people"),
        (CredentialManage, "Send reset links and see how people sign in"),
        (GroupManage, "Create groups and change who is in them"),
        (RoleManage, "Define roles and their permissions"),
        (AssignmentManage, "Give and take roles"),
        (HierarchyManage, "Change the hierarchy of nodes"),
        (ApiKeyManage, "Create and revoke API keys"),
        (AuditRead, "Read the audit"),
        (AccessRequest, "Request access for oneself"),
        (AccessApprove, "Decide requests for access"),
    ];
}

/// <summary>The two roles every environment begins with.</summary>
public static class BuiltInRoles
{
    public const string Admin = "Admin";
    public const string Grantee = "Grantee";
}
