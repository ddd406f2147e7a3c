using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Shell;

/// <summary>
/// Which pages somebody's rights open, so that a page is left when the right to it is taken away. Services decide what
/// each page shows; this only says where to be.
/// </summary>
internal static class PageRights
{
    /// <param name="path">Without a slash at the start and without a query.</param>
    public static bool Opens(WorkspaceView view, string path) => path.Split('/')[0] switch
    {
        "account" or "my-access" => true,
        "tenant" or "settings" => view.IsOwner,
        "audit" => view.IsOwner || view.Can(Permissions.AuditRead),
        "access" when path == "access/requests" => view.MayApprove || view.CanSomewhere(Permissions.IdentityRead),
        "access" when path == "access/flows" => view.Can(Permissions.IdentityRead),
        "access" when path == "access/api-keys" => view.CanSomewhere(Permissions.ApiKeyManage),
        "access" => view.CanSomewhere(Permissions.IdentityRead),
        "identities" or "groups" => view.IsOwner || view.CanSomewhere(Permissions.IdentityRead),
        _ => view.CanAdminister,
    };

    /// <summary>Whether something could be done or seen before that can't be now, in the same environment or because it is gone.</summary>
    public static bool Shrank(WorkspaceView old, WorkspaceView now)
    {
        if ((old.IsOwner && !now.IsOwner) || (old.MayApprove && !now.MayApprove) || (old.CanAdminister && !now.CanAdminister)) return true;
        var gone = old.Active is { } active && now.Choices.All(c => c.EnvironmentId != active.EnvironmentId);
        return gone || (old.Active == now.Active && !(now.Held.IsSupersetOf(old.Held) && now.HeldSomewhere.IsSupersetOf(old.HeldSomewhere)));
    }
}
