namespace IdentityDashboard.Features.Access.Explain;

/// <param name="NodeId">Null: everywhere in the environment, which is at its root.</param>
public sealed record AccessQuestion(Guid IdentityId, string Permission, Guid? NodeId);

/// <summary>An assignment that says yes.</summary>
/// <param name="NodeId">Where it was given: the node asked about or one above it.</param>
/// <param name="GroupId">The group that has it; null for the person's own.</param>
public sealed record GrantingRole(Guid AssignmentId, Guid RoleId, string RoleName, Guid NodeId, Guid? GroupId);

/// <param name="NodeId">Where the question was decided.</param>
/// <param name="Denial">Null exactly when a role grants it.</param>
public sealed record AccessVerdict(Guid NodeId, IReadOnlyList<GrantingRole> Roles, DenialReason? Denial)
{
    public bool IsAllowed => Denial is null;
}
