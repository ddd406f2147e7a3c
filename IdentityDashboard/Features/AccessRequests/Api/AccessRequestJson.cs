namespace IdentityDashboard.Features.AccessRequests.Api;

/// <summary>Somebody with a part in a request.</summary>
public sealed record RequestPartyJson(Guid Id, string Name);

/// <summary>Somebody's wish for a role at a node for a while, and what became of it.</summary>
/// <param name="Flow">The access flow by which it was asked.</param>
/// <param name="Hours">As asked for, from the decision on.</param>
/// <param name="GrantedHours">As granted; null before.</param>
/// <param name="IsExtension">Asks for more time for what an earlier request gave.</param>
/// <param name="DecidedBy">Null while it waits.</param>
/// <param name="Note">What the approver wrote.</param>
/// <param name="AssignmentId">What it gave; null before, and when that was taken away.</param>
public sealed record AccessRequestJson(
    Guid Id, RequestState State, RequestPartyJson Requester, RequestPartyJson Flow, Guid RoleId, string RoleName, Guid NodeId, string NodePath, int Hours, int? GrantedHours, string? Reason,
    bool IsExtension, DateTimeOffset CreatedAt, DateTimeOffset? DecidedAt, RequestPartyJson? DecidedBy, string? Note, Guid? AssignmentId);
