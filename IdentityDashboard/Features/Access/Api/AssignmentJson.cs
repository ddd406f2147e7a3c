namespace IdentityDashboard.Features.Access.Api;

/// <summary>Who holds an assignment.</summary>
/// <param name="Kind">"identity" or "group".</param>
public sealed record SubjectJson(string Kind, Guid Id, string Name);

/// <summary>A role that a person or a group has at a node and everywhere below it.</summary>
/// <param name="EffectiveFrom">When it begins; null: when it was created.</param>
/// <param name="EffectiveTo">Just before this it ends by itself; null: never.</param>
/// <param name="Reason">Why it was given, where that is known.</param>
/// <param name="GrantedBy">Who gave it: a person's or a key's name.</param>
public sealed record RoleAssignmentJson(
    Guid Id, Guid RoleId, string RoleName, Guid NodeId, SubjectJson Subject, DateTimeOffset? EffectiveFrom, DateTimeOffset? EffectiveTo, string? Reason, string GrantedBy, DateTimeOffset CreatedAt);

/// <summary>A role to give to a person or to a group: send one of identity_id and group_id.</summary>
/// <param name="NodeId">The role holds there and everywhere below.</param>
/// <param name="EffectiveFrom">Null, or a time that has passed: at once.</param>
/// <param name="EffectiveTo">Just before this it ends by itself; null: never.</param>
public sealed record AssignmentBody(Guid? RoleId, Guid? NodeId, Guid? IdentityId, Guid? GroupId, DateTimeOffset? EffectiveFrom, DateTimeOffset? EffectiveTo);

/// <param name="Assignments">At most 200, each on its own: different roles, nodes and subjects.</param>
public sealed record AssignmentBulkBody(IReadOnlyList<AssignmentBody>? Assignments);
