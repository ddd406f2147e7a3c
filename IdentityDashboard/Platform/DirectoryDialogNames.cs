namespace IdentityDashboard.Platform;

/// <summary>
/// Names of the dialogs that bring people and groups in, as they stand in <c>?open=</c> of a deep link.
/// They stand here because the dialogs, which live in three features, point at each other.
/// </summary>
public static class DirectoryDialogNames
{
    public const string Invite = "invite";
    public const string InviteAssign = "invite-assign";
    public const string CreateIdentity = "create";
    public const string CreateGroup = "create-group";
    public const string Profile = "profile";
    public const string InviteUser = "invite-user";
}
