using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Directory;

/// <summary>
/// Which people a page is about: the members of the active application (Access Control), or the account's whole
/// directory (Tenant, for Owners).
/// </summary>
public sealed record DirectoryScope(WorkspaceContext Workspace, bool IsTenant)
{
    public Actor Actor => Workspace.Actor;

    public Guid? ApplicationId => IsTenant ? null : Workspace.Active.ApplicationId;

    public Guid? EnvironmentId => IsTenant ? null : Workspace.Active.EnvironmentId;

    public bool MayManage => IsTenant ? Workspace.View.IsOwner : Workspace.View.Can(Permissions.IdentityManage);

    /// <summary>Inviting needs an environment: who comes in joins its application.</summary>
    public bool MayInvite => !IsTenant && MayManage;

    /// <summary>Also by a right at a node: with a role there, without which who brings them in wouldn't see them again.</summary>
    public bool MayBringIn => MayManage || (MayManageSome && MayAssign);

    /// <summary>Also by a right at a node, for whom it covers: the service asks for each.</summary>
    public bool MayManageSome => IsTenant ? Workspace.View.IsOwner : Workspace.View.CanSomewhere(Permissions.IdentityManage);

    public bool MayAssign => !IsTenant && Workspace.View.CanSomewhere(Permissions.AssignmentManage);

    public bool MayManageGroups => Workspace.View.IsOwner || Workspace.View.Can(Permissions.GroupManage);

    /// <summary>Where many are brought in at once, from a file.</summary>
    public string ImportAddress => IsTenant ? "/tenant/import" : "/access/import";

    /// <summary>Whether a dialog named in <see cref="DirectoryDialogNames"/> belongs to this page.</summary>
    public bool Offers(string dialog) => dialog switch
    {
        DirectoryDialogNames.CreateGroup => MayManageGroups,
        DirectoryDialogNames.CreateIdentity => MayBringIn,
        DirectoryDialogNames.InviteAssign => !IsTenant && MayBringIn,
        DirectoryDialogNames.Invite or DirectoryDialogNames.Profile or DirectoryDialogNames.InviteUser => MayInvite,
        _ => false,
    };

    /// <summary>Two contexts with the same place and rights show the same list.</summary>
    public bool ShowsSameAs(DirectoryScope? other) =>
        other is not null && IsTenant == other.IsTenant && EnvironmentId == other.EnvironmentId && MayManage == other.MayManage && MayManageSome == other.MayManageSome && MayAssign == other.MayAssign && MayManageGroups == other.MayManageGroups;
}
