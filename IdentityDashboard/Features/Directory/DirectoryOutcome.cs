namespace IdentityDashboard.Features.Directory;

/// <summary>What a dialog of the Identities page brought about, so that the list can show and highlight it.</summary>
public sealed record DirectoryOutcome(IReadOnlyList<Guid> Identities, IReadOnlyList<Guid> Invitations, IReadOnlyList<Guid> Groups)
{
    public static readonly DirectoryOutcome Nothing = new([], [], []);
}
