namespace IdentityDashboard.Features.AccessRequests;

/// <summary>A role at a node, as it is put together in a flow's dialog.</summary>
public sealed record OfferChoice(Guid RoleId, string RoleName, Guid NodeId, string Path, bool Below);
