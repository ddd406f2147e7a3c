namespace IdentityDashboard.Features.Directory;

/// <summary>What a dialog of the Identities page brought about, so that the list can show and highlight it.</summary>
public sealed record DirectoryOutcome(IReadOnlyList<Guid> Identities, IReadOnlyList<Guid> Invitations, IReadOnlyList<Guid> Groups)
{
    public static readonly DirectoryOutcome Nothing = new([], [], []);
}

/// <summary>Names of the dialogs, as they stand in <c>?open=</c> of a deep link.</summary>
public static class DirectoryDialogNames
{
    public const string Invite = "invite";
    public const string InviteAssign = "invite-assign";
    public const string CreateIdentity = "create";
    public const string CreateGroup = "create-group";
    public const string Profile = "profile";
    public const string InviteUser = "invite-user";
}
